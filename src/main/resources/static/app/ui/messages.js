import { html, signal } from '../../vendor/ui.js';
import { T } from '../texts.js';
import { useValue } from './hooks.js';
import { Icon } from './parts.js';

/** @type {import('../../vendor/ui.js').Signal<{id: number, kind: 'good' | 'bad', text: string}[]>} */
const messages = signal([]);
const MOST = 4;
let last = 0;

/** @param {number} id */
const remove = (id) => {
    messages.value = messages.value.filter((message) => message.id !== id);
};

/** Says that something was done, or what failed, whichever page is shown; good news goes away by itself. @param {'good' | 'bad'} kind @param {string} text */
export function say(kind, text) {
    const id = ++last;
    messages.value = [...messages.value.slice(1 - MOST), { id, kind, text }];
    if (kind === 'good') {
        setTimeout(remove, 6000, id);
    }
}

export function Messages() {
    return html`<div class="messages" role="status">${useValue(messages).map(({ id, kind, text }) => html`<div class=${`notice ${kind}`} key=${id}>
        <${Icon} name=${kind === 'good' ? 'check' : 'failed'} /><div>${text}</div>
        <button class="button plain" aria-label=${T.common.close} onClick=${() => remove(id)}><${Icon} name="close" /></button></div>`)}</div>`;
}
