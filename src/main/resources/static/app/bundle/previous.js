import { html, useState } from '../../vendor/ui.js';
import { call } from '../api.js';
import { ago, bytes, moment } from '../format.js';
import { link } from '../route.js';
import { readBundles } from '../state/bundles.js';
import { T } from '../texts.js';
import { useCall } from '../ui/hooks.js';
import { say } from '../ui/messages.js';
import { Confirm, Icon, Wrong } from '../ui/parts.js';

/**
 * The earlier states of a bundle that restores kept.
 * @typedef {import('../schemas.js').Schemas['PreviousState']} PreviousState
 */

/** @param {{name: string, turn: string, now: number}} props `turn`: changes when the list may have changed */
export function Previous({ name, turn, now }) {
    const { value, problem, again } = useCall((signal) => /** @type {Promise<{previous: PreviousState[]}>} */ (call(`bundles/${name}/previous`, { signal })), [name, turn]);
    const [asked, ask] = useState(/** @type {{what: 'undo' | 'remove', state: PreviousState} | undefined} */ (undefined));
    const states = value?.previous ?? [];
    return html`<section class="card"><h2>${T.bundle.previous}</h2><${Wrong} problem=${problem} again=${again} />
        <p class="soft small">${value !== undefined && states.length === 0 ? T.bundle.noPrevious : T.bundle.previousHint}</p>
        ${states.length > 0 && html`<ul class="previous">${states.map((state) => html`<li key=${state.id}>
            <div><span title=${moment(state.replacedAt)}>${T.bundle.replaced(ago(state.replacedAt, now))}</span> <a href=${link('sessions', state.sessionId)}>${T.bundle.bySession}</a>${state.size !== undefined && html`, <span class="number">${bytes(state.size)}</span>`}</div>
            <div class="row"><button type="button" class="button" onClick=${() => ask({ what: 'undo', state })}><${Icon} name="undo" />${T.bundle.undo}</button>
                <button type="button" class="button plain" onClick=${() => ask({ what: 'remove', state })}>${T.bundle.remove}</button></div></li>`)}</ul>`}
        ${asked && html`<${Change} name=${name} ...${asked} close=${() => ask(undefined)} again=${again} />`}</section>`;
}

/** @param {{name: string, what: 'undo' | 'remove', state: PreviousState, close: () => void, again: () => void}} props */
function Change({ name, what, state, close, again }) {
    // One key for the whole question: the state is exchanged once, however often the call has to be repeated.
    const [key] = useState(() => crypto.randomUUID?.());
    const undo = what === 'undo';
    const path = `bundles/${name}/previous/${state.id}${undo ? '/restore' : ''}`;
    /** @type {import('../api.js').Call} */
    const options = undo ? { method: 'POST', headers: key === undefined ? {} : { 'Idempotency-Key': key } } : { method: 'DELETE' };
    const run = async () => {
        await call(path, options);
        say('good', undo ? T.bundle.undoDialog.done(name) : T.bundle.removeDialog.done);
        again();
        readBundles();
    };
    const texts = undo ? T.bundle.undoDialog : T.bundle.removeDialog;
    return html`<${Confirm} title=${texts.title} action=${texts.action} run=${run} close=${close} calls=${[[path, { method: options.method }]]}>
        <p>${texts.hint(name, moment(state.replacedAt))}</p>${undo && html`<p>${T.bundle.undoDialog.caution}</p>`}</${Confirm}>`;
}
