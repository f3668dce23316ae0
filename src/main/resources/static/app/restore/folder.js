import { html, useRef, useState } from '../../vendor/ui.js';
import { T } from '../texts.js';
import { Icon, Notice } from '../ui/parts.js';
import { fromDrop, fromFiles, hasPicker, pick } from './source.js';

/**
 * Where a folder is given: dropped, chosen, or as single downloaded files.
 * @param {{given: (source: import('./source.js').Given) => unknown, children?: any}} props
 */
export function GiveFolder({ given, children }) {
    const folder = useRef(/** @type {HTMLInputElement | null} */ (null));
    const files = useRef(/** @type {HTMLInputElement | null} */ (null));
    const [state, set] = useState(/** @type {'reading' | 'unreadable' | undefined} */ (undefined));
    const [over, setOver] = useState(false);
    /** @param {Promise<import('./source.js').Given | undefined>} source */
    const take = async (source) => {
        set('reading');
        try {
            const found = await source;
            if (found !== undefined) {
                await given(found);
            }
            set(undefined);
        } catch {
            set('unreadable');
        }
    };
    const chosen = (/** @type {Event} */ event) => {
        const input = /** @type {HTMLInputElement} */ (event.currentTarget);
        const list = [...(input.files ?? [])];
        // The same folder may be chosen again when it was mended.
        input.value = '';
        if (list.length > 0) {
            take(Promise.resolve(fromFiles(list)));
        }
    };
    const drop = (/** @type {DragEvent} */ event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer) {
            take(fromDrop(event.dataTransfer));
        }
    };
    return html`<div class=${`drop ${over ? 'over' : ''}`} onDragOver=${(/** @type {Event} */ event) => {
            event.preventDefault();
            setOver(true);
        }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
        <${Icon} name="folder" /><p><strong>${T.restore.folder.drop}</strong></p><p class="soft small">${T.restore.folder.hint}</p>
        <div class="row">${children}
            <button type="button" class="button main" onClick=${() => (hasPicker() ? take(pick()) : folder.current?.click())}>${T.restore.folder.choose}</button>
            <button type="button" class="button" onClick=${() => files.current?.click()}>${T.restore.folder.files}</button></div>
        <input type="file" hidden webkitdirectory aria-label=${T.restore.folder.choose} ref=${folder} onChange=${chosen} />
        <input type="file" hidden multiple aria-label=${T.restore.folder.files} ref=${files} onChange=${chosen} />
        <div role="status">${state === 'reading' && html`<span class="soft">${T.restore.folder.reading}</span>`}</div>
        ${state === 'unreadable' && html`<${Notice} kind="bad">${T.restore.folder.unreadable}</${Notice}>`}</div>`;
}
