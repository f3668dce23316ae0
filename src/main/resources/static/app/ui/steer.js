import { html, signal, useState } from '../../vendor/ui.js';
import { call } from '../api.js';
import { bytes, clock, duration } from '../format.js';
import { position, queue } from '../state/queue.js';
import { find, readSession, sessions } from '../state/sessions.js';
import { T } from '../texts.js';
import { useNow, useValue } from './hooks.js';
import { say } from './messages.js';
import { Confirm, Curl, Dialog, Field, Icon, Notice, Wrong } from './parts.js';

/**
 * Steers a bundle that is queued or running: cancel, priority, timer, send rate. One dialog serves all pages; it stands in the frame, so
 * that it stays when the lane moves.
 *
 * @typedef {import('../schemas.js').Session} Session
 * @typedef {import('../schemas.js').SessionBundle} SessionBundle
 * @typedef {{session: Session, bundle: SessionBundle}} Target
 */

/** Which bundle is being steered. @type {import('../../vendor/ui.js').Signal<{sessionId: string, bundleName: string} | undefined>} */
const steered = signal(undefined);

/** Opens the dialog; nothing for a bundle that has ended. @param {Target} props */
export function SteerButton({ session, bundle }) {
    return bundle.state === 'ended'
        ? null
        : html`<button type="button" class="button plain small steer" title=${T.steer.button} aria-label=${T.steer.open(bundle.bundleName)} onClick=${() => {
              steered.value = { sessionId: session.sessionId, bundleName: bundle.bundleName };
          }}><${Icon} name="steer" /></button>`;
}

const close = () => {
    steered.value = undefined;
};

/** The dialog, if a bundle is being steered. */
export function Steering() {
    const target = useValue(steered);
    const known = useValue(sessions);
    const [cancelling, setCancelling] = useState('');
    if (target === undefined) {
        return null;
    }
    const { sessionId, bundleName } = target;
    const session = known?.get(sessionId);
    const bundle = find(sessionId, bundleName);
    const key = `${sessionId}/${bundleName}`;
    if (session === undefined || bundle === undefined || bundle.state === 'ended') {
        return html`<${Dialog} title=${bundleName} close=${close}>
            <p>${bundle?.outcome ? T.steer.ended(T.common.outcomes[bundle.outcome]) : T.steer.gone}</p>
            <div class="dialog-end"><button type="button" class="button" onClick=${close}>${T.common.close}</button></div></${Dialog}>`;
    }
    return cancelling === key
        ? html`<${Cancel} key=${`${key}/cancel`} session=${session} bundle=${bundle} close=${() => setCancelling('')} />`
        : html`<${Controls} key=${key} session=${session} bundle=${bundle} cancel=${() => setCancelling(key)} />`;
}

/** @param {Target & {cancel: () => void}} props */
function Controls({ session, bundle, cancel }) {
    const places = useValue(queue);
    const queued = bundle.state === 'queued';
    const restore = session.type === 'restore';
    return html`<${Dialog} title=${bundle.bundleName} close=${close}>
        <p class="soft" role="status">${queued ? T.steer.queued(position(places, session.sessionId, bundle.bundleName)) : T.steer.running(T.common.phases[bundle.phase ?? 'waitingForSlot'])}</p>
        ${queued ? html`<${Priority} session=${session} bundle=${bundle} />` : html`${!restore && html`<${SendRate} session=${session} bundle=${bundle} />`}<${Timer} session=${session} bundle=${bundle} />`}
        <div class="dialog-end"><button type="button" class="button danger" onClick=${cancel}>${queued ? T.steer.withdraw.open : T.steer.cancel.open(restore)}</button>
            <button type="button" class="button" onClick=${close}>${T.common.close}</button></div></${Dialog}>`;
}

/** @param {Target} target */
const pathOf = ({ session, bundle }) => `sessions/${session.sessionId}/bundles/${bundle.bundleName}`;

/**
 * One value that a person changes, and what the service says to that. The text is a number that `read` takes or refuses.
 * @param {Target & {member: 'priority' | 'timeout' | 'sendRate', texts: {label: string, hint: string, wrong: string, refused: string}, initial: string,
 *   read: (text: string) => number | undefined, done: (answer: any) => string, input: (value: string, set: (text: string) => void, ids: object) => any, children?: any}} props
 */
function Setting({ session, bundle, member, texts, initial, read, done, input, children }) {
    const [text, setText] = useState(initial);
    const [wrong, setWrong] = useState(/** @type {string | undefined} */ (undefined));
    const [problem, setProblem] = useState(/** @type {Error | undefined} */ (undefined));
    // In the dialog: what is outside of it is not announced while it is open.
    const [answered, setAnswered] = useState(/** @type {{kind: 'good' | 'warn', text: string} | undefined} */ (undefined));
    const value = read(text);
    const path = `${pathOf({ session, bundle })}/${PATHS[member]}`;
    const submit = async (/** @type {Event} */ event) => {
        event.preventDefault();
        setWrong(value === undefined ? texts.wrong : undefined);
        setProblem(undefined);
        setAnswered(undefined);
        if (value === undefined) {
            return;
        }
        try {
            const answer = /** @type {{result: boolean}} */ (await call(path, { method: 'PUT', json: { [member]: value } }));
            setAnswered(answer.result ? { kind: 'good', text: done(answer) } : { kind: 'warn', text: texts.refused });
            await readSession(session.sessionId);
        } catch (failure) {
            setProblem(/** @type {Error} */ (failure));
        }
    };
    return html`<form class="setting" onSubmit=${submit} noValidate>
        <${Field} label=${texts.label} hint=${texts.hint} wrong=${wrong}>${(/** @type {object} */ ids) => html`<div class="setting-input">${input(text, setText, ids)}<button class="button" aria-label=${T.steer.applyTo(texts.label)}>${T.steer.apply}</button></div>`}</${Field}>
        ${children}<div role="status">${answered && html`<${Notice} kind=${answered.kind}>${answered.text}</${Notice}>`}</div>
        <${Wrong} problem=${problem} /><${Curl} calls=${[[path, { method: 'PUT', json: { [member]: value ?? Number(initial) } }]]} /></form>`;
}

const PATHS = { priority: 'priority', timeout: 'timer', sendRate: 'send-rate' };

/** A whole number within bounds. @param {string} text @param {number} least @param {number} most */
function whole(text, least, most) {
    const value = Number(text);
    return /^-?\d+$/.test(text.trim()) && value >= least && value <= most ? value : undefined;
}

/** @param {string} value @param {(text: string) => void} set @param {object} ids @param {number} [min] @param {number} [max] */
const numberInput = (value, set, ids, min, max) =>
    html`<input class="input number-input" type="number" inputmode="numeric" step="1" min=${min} max=${max} value=${value} onInput=${(/** @type {any} */ event) => set(event.currentTarget.value)} ...${ids} />`;

/** @param {Target} props */
function Priority({ session, bundle }) {
    return html`<${Setting} session=${session} bundle=${bundle} member="priority" texts=${T.steer.priority} initial=${String(bundle.priority)}
        read=${(/** @type {string} */ text) => whole(text, -(2 ** 31), 2 ** 31 - 1)} done=${(/** @type {any} */ answer) => T.steer.priority.done(answer.priority)} input=${numberInput} />`;
}

const MOST_MINUTES = 240;

/** @param {Target} props */
function Timer({ session, bundle }) {
    const now = useNow();
    const left = bundle.deadlineAt === undefined ? undefined : (Date.parse(bundle.deadlineAt) - now) / 1000;
    return html`<${Setting} session=${session} bundle=${bundle} member="timeout" texts=${T.steer.timer} initial=${String(Math.min(MOST_MINUTES, Math.max(1, Math.round((left ?? bundle.timeout / 1000) / 60))))}
        read=${(/** @type {string} */ text) => {
            const minutes = whole(text, 1, MOST_MINUTES);
            return minutes === undefined ? undefined : minutes * 60_000;
        }} done=${(/** @type {any} */ answer) => T.steer.timer.done(clock(answer.deadlineAt))}
        input=${(/** @type {string} */ value, /** @type {any} */ set, /** @type {object} */ ids) => numberInput(value, set, ids, 1, MOST_MINUTES)}>
        <p class="small">${bundle.deadlineAt === undefined || left === undefined ? T.steer.timer.none : T.steer.timer.deadline(clock(bundle.deadlineAt), duration(Math.max(0, left)))}</p></${Setting}>`;
}

const MOST_RATE = 800;

/** @param {Target} props */
function SendRate({ session, bundle }) {
    return html`<${Setting} session=${session} bundle=${bundle} member="sendRate" texts=${T.steer.rate} initial=${String(bundle.sendRate)}
        read=${(/** @type {string} */ text) => whole(text, 0, MOST_RATE)} done=${(/** @type {any} */ answer) => T.steer.rate.done(answer.sendRate)}
        input=${(/** @type {string} */ value, /** @type {any} */ set, /** @type {object} */ ids) => html`<input type="range" min="0" max=${MOST_RATE} value=${whole(value, 0, MOST_RATE) ?? 0}
            onInput=${(/** @type {any} */ event) => set(event.currentTarget.value)} ...${ids} /><input class="input number-input" type="number" inputmode="numeric" step="1" min="0" max=${MOST_RATE} aria-label=${T.steer.rate.number} value=${value}
            onInput=${(/** @type {any} */ event) => set(event.currentTarget.value)} />`}>
        <div role="status">${bundle.sendRate === 0 && html`<${Notice} kind="warn">${T.steer.rate.zero}</${Notice}>`}</div></${Setting}>`;
}

/** @param {Target & {close: () => void}} props */
function Cancel({ session, bundle, close: back }) {
    const { bundleName } = bundle;
    const path = pathOf({ session, bundle });
    const restore = session.type === 'restore';
    const queued = bundle.state === 'queued';
    const [method, address] = queued ? ['DELETE', path] : ['POST', `${path}/cancel`];
    const run = async () => {
        await call(address, { method });
        close();
        // It may have begun before the call arrived: then it was cancelled.
        const after = await readSession(session.sessionId).catch(() => undefined);
        const begun = after?.bundles.find((each) => each.bundleName === bundleName)?.beganAt !== undefined;
        say('good', (!queued ? T.steer.cancel.done : begun ? T.steer.withdraw.begun : T.steer.withdraw.done)(bundleName));
    };
    const texts = queued ? T.steer.withdraw : T.steer.cancel;
    const lost = queued ? T.steer.withdraw.hint : restore ? T.steer.cancel.restore(bytes(bundle.bytesReady)) : T.steer.cancel.backup(T.common.files(bundle.filesClosed), bytes(bundle.bytesClosed));
    return html`<${Confirm} title=${texts.title(bundleName, restore)} action=${queued ? T.steer.withdraw.open : T.steer.cancel.open(restore)} keep=${texts.keep} run=${run} close=${back}
        calls=${[[address, { method }]]}><p>${lost}</p></${Confirm}>`;
}
