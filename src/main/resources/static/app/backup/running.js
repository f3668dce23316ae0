import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { bytes, duration } from '../format.js';
import { T } from '../texts.js';
import { useMedia, useNow, useValue } from '../ui/hooks.js';
import { Lane } from '../ui/lane.js';
import { Badge, Confirm, Curl, Icon, Notice, Progress, Rows } from '../ui/parts.js';
import { cancelRun, gate } from './run.js';
import { Saving } from './saving.js';

/** @typedef {import('./run.js').Item} Item */

/** The backup that this tab drives. @param {{current: import('./run.js').Run}} props */
export function Running({ current }) {
    const [asked, setAsked] = useState(/** @type {string | null | undefined} */ (undefined));
    const narrow = useMedia('(max-width: 40rem)');
    const items = [...current.items.values()];
    const first = items.filter(({ stage }) => stage !== 'ended').concat(items.filter(({ stage }) => stage === 'ended'));
    const title = current.cancelling ? T.backup.run.cancelling : current.mode === 'folder' ? T.backup.run.title(items.length, current.folderName) : T.backup.run.titleDownloads(items.length);
    const sessionId = items.find((item) => item.sessionId !== undefined)?.sessionId;
    return html`<div class="page-head"><div><p class="soft">${T.backup.title}</p><h1 class="break">${title}</h1></div>
            <button type="button" class="button danger" disabled=${current.cancelling} onClick=${() => setAsked(null)}><${Icon} name="cancelled" />${T.backup.run.cancel}</button></div>
        <${Paused} mode=${current.mode} />
        <${Saving} names=${items.filter(({ stage }) => stage === 'saving').map(({ bundleName }) => bundleName)} />
        <section class="card"><${Whole} items=${items} /><p class="soft small">${T.backup.run.stay}</p></section>
        <section class="card"><h2>${T.backup.run.lanes}</h2><${Rows} class="run-lanes" label=${T.backup.run.lanes} items=${first} height=${narrow ? 136 : 88} keyOf=${(/** @type {Item} */ item) => item.bundleName}
            row=${(/** @type {Item} */ item) => html`<${RunLane} item=${item} cancel=${() => setAsked(item.bundleName)} />`} />
            ${sessionId && html`<${Curl} calls=${[[`sessions/${sessionId}/bundles`, {}], [`sessions/${sessionId}/files`, { query: { state: 'ready' } }], [`sessions/${sessionId}`, { method: 'DELETE' }]]} />`}</section>
        ${asked !== undefined && html`<${Ask} name=${asked} close=${() => setAsked(undefined)} />`}`;
}

/** @param {{name: string | null, close: () => void}} props */
function Ask({ name, close }) {
    return html`<${Confirm} title=${name === null ? T.backup.run.cancel : T.backup.run.cancelOne(name)} action=${T.backup.run.cancel} keep=${T.backup.run.keepGoing}
        run=${async () => cancelRun(name ?? undefined)} close=${close}><p>${name === null ? T.backup.run.stop : T.backup.run.stopOne(name)}</p></${Confirm}>`;
}

/** @param {{mode: import('./run.js').Mode}} props */
function Paused({ mode }) {
    const closed = useValue(gate.closed);
    if (closed === undefined) {
        return null;
    }
    const text = closed.reason === 'folder' ? T.backup.paused.folderText(closed.message) : mode === 'folder' ? T.backup.paused.fullText : T.backup.paused.fullDownloads;
    return html`<${Notice} kind="bad" title=${T.backup.paused[closed.reason]}><p>${text}</p>
        <div><button type="button" class="button" onClick=${() => gate.open()}>${T.backup.paused.goOn}</button></div></${Notice}>`;
}

const RATE_SECONDS = 6;

/** Bytes a second that this browser has received lately. @param {number} received */
function useRate(received) {
    const samples = useRef(/** @type {[number, number][]} */ ([]));
    const now = useNow(1000);
    useEffect(() => {
        samples.current = [...samples.current.filter(([time]) => now - time <= RATE_SECONDS * 1000), [now, received]];
    }, [now]);
    const [time, before] = samples.current[0] ?? [now, received];
    return now - time >= 1000 ? Math.max(0, ((received - before) * 1000) / (now - time)) : undefined;
}

/** @param {Item} item @returns {number} */
const doneOf = ({ result, view, inFlight }) => (result ? result.bytes : Math.min(view?.bytesTotal ?? 0, (view?.bytesClosed ?? 0) + inFlight));

/** @param {{items: Item[]}} props */
function Whole({ items }) {
    const received = items.reduce((sum, item) => sum + item.received, 0);
    const rate = useRate(received);
    const known = items.every((item) => item.stage === 'ended' || item.view?.bytesTotal !== undefined);
    const total = items.reduce((sum, item) => sum + (item.result ? item.result.bytes : (item.view?.bytesTotal ?? 0)), 0);
    const done = items.reduce((sum, item) => sum + doneOf(item), 0);
    const ended = items.filter(({ stage }) => stage === 'ended').length;
    const held = useValue(gate.closed) !== undefined || items.every(({ stage }) => stage === 'saving' || stage === 'ended');
    const left = known && rate && total > done ? (total - done) / rate : undefined;
    return html`<p class="run-count" role="status">${T.backup.run.done(ended, items.length)}</p>
        <${Progress} label=${T.backup.run.progress} value=${known ? done : ended} total=${known ? total : items.length} />
        <div class="lane-facts soft number"><span>${T.backup.run.received(bytes(received))}</span>${!held && rate !== undefined && html`<span>${T.common.rate(bytes(rate))}</span>`}
            ${!held && left !== undefined && html`<span>${T.common.left(duration(left))}</span>`}</div>`;
}

/** @param {{item: Item, cancel: () => void}} props */
function RunLane({ item, cancel }) {
    const { bundleName, stage, view, session, note, received } = item;
    const held = useValue(gate.closed) !== undefined || stage === 'saving';
    const shown = view && session && { ...view, bytesClosed: stage === 'ended' ? view.bytesClosed : doneOf(item), ...(held ? { rate: undefined, etaSeconds: undefined } : {}) };
    const doing = stage === 'saving' ? T.backup.run.saving : item.inFlight > 0 || view?.phase === 'waitingForClient' ? T.backup.run.receiving : undefined;
    const facts = html`${received > 0 && html`<span>${T.backup.run.received(bytes(received))}</span>`}${note && html`<span class="wrong">${T.backup.run.waits(note)}</span>`}`;
    const stop = stage === 'waiting' && html`<button type="button" class="button plain" aria-label=${T.backup.run.cancelOne(bundleName)} onClick=${cancel}><${Icon} name="close" /></button>`;
    const state = stage === 'waiting' ? T.backup.run.waiting : stage === 'ended' ? (item.problem ? T.backup.result.states.failed : T.backup.result.states[item.result?.outcome === 'completed' ? 'completed' : item.result?.outcome === 'cancelled' ? 'cancelled' : 'failed']) : T.backup.run.starting;
    return html`<div class="run-lane">${
        shown && (stage === 'working' || stage === 'saving' || item.result?.outcome === 'completed')
            ? html`<${Lane} session=${session} bundle=${shown} doing=${doing}>${facts}</${Lane}>`
            : html`<div class="lane"><div class="lane-head"><span class="choice-name">${bundleName}</span><${Badge} icon=${stage === 'waiting' ? 'queued' : stage === 'ended' ? 'cancelled' : 'running'}>${state}</${Badge}></div>
                <div class="lane-facts soft small">${item.problem ? html`<span>${item.problem.message}</span>` : facts}</div></div>`
    }${stop}</div>`;
}

