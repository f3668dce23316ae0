import { html, useEffect, useId, useRef, useState } from '../../vendor/ui.js';
import { curl, Problem } from '../api.js';
import { T } from '../texts.js';

/**
 * The small parts of which pages are made. Each takes its texts; none has any of its own but those for everywhere.
 *
 * @typedef {any} Node what htm gives
 */

/** @param {{name: string, label?: string}} props `label`: what a screen reader says; without it nothing */
export function Icon({ name, label }) {
    return html`<svg class="icon" role=${label === undefined ? undefined : 'img'} aria-label=${label} aria-hidden=${label === undefined}><use href=${`icons.svg#${name}`} /></svg>`;
}

/** A state in words, with an icon: colour alone says nothing. @param {{kind?: 'good' | 'warn' | 'bad' | 'busy', icon?: string, children?: Node}} props */
export function Badge({ kind, icon, children }) {
    return html`<span class=${`badge ${kind ?? ''}`}>${icon && html`<${Icon} name=${icon} />`}${children}</span>`;
}

/** @param {{label: string, value?: number, total?: number}} props without a total, or a value: something goes on, nobody knows how far */
export function Progress({ label, value, total }) {
    const known = value !== undefined && total !== undefined;
    const share = known ? (total === 0 ? 100 : Math.min(100, (100 * value) / total)) : undefined;
    return html`<div class=${`progress ${known ? '' : 'unknown'}`} role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100"
        aria-valuenow=${share === undefined ? undefined : Math.floor(share)}><div style=${share === undefined ? {} : { width: `${share}%` }}></div></div>`;
}

const NOTICE_ICONS = { good: 'check', warn: 'warning', bad: 'failed', info: 'clock' };

/** @param {{kind?: 'good' | 'warn' | 'bad' | 'info', title?: string, children?: Node}} props */
export function Notice({ kind = 'info', title, children }) {
    return html`<div class=${`notice ${kind}`} role=${kind === 'bad' ? 'alert' : undefined}>
        <${Icon} name=${NOTICE_ICONS[kind]} /><div>${title && html`<strong>${title}</strong>`}${children}</div></div>`;
}

/** An error in one sentence with its code, and a way to try again. @param {{problem: Error | undefined, again?: () => void}} props */
export function Wrong({ problem, again }) {
    if (problem === undefined) {
        return null;
    }
    const code = problem instanceof Problem && problem.code !== undefined ? T.common.code(problem.code) : undefined;
    return html`<${Notice} kind="bad"><span>${problem.message}${code && html` <span class="small">${code}</span>`}</span>
        ${problem instanceof Problem && problem.errors.map((error) => html`<span class="small">${error.pointer}: ${error.detail}</span>`)}
        ${again && html`<div><button class="button" type="button" onClick=${again}>${T.common.tryAgain}</button></div>`}</${Notice}>`;
}

/** @param {{icon: string, title: string, children?: Node}} props what to do is among the children */
export function Empty({ icon, title, children }) {
    return html`<div class="empty"><${Icon} name=${icon} /><strong>${title}</strong>${children}</div>`;
}

/** @param {{text: string, label?: string}} props */
export function Copy({ text, label = T.common.copy }) {
    const [done, set] = useState(false);
    const copy = async () => {
        await navigator.clipboard.writeText(text);
        set(true);
        setTimeout(() => set(false), 2000);
    };
    return html`<button type="button" class="button" onClick=${copy}><${Icon} name=${done ? 'check' : 'copy'} /><span aria-live="polite">${done ? T.common.copied : label}</span></button>`;
}

/** The calls that an action makes, as lines for a shell. @param {{calls: Parameters<typeof curl>[]}} props */
export function Curl({ calls }) {
    const text = calls.map((call) => curl(...call)).join('\n\n');
    return html`<details class="curl"><summary>${T.common.asCurl}</summary><pre tabindex="0">${text}</pre><div class="row"><${Copy} text=${text} /></div></details>`;
}

/**
 * A field with its label, hint and error.
 * @param {{label: string, hint?: string, wrong?: string, children: (ids: {id: string, 'aria-describedby': string | undefined, 'aria-invalid': boolean}) => Node}} props
 */
export function Field({ label, hint, wrong, children }) {
    const id = useId();
    const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ') || undefined;
    return html`<div class="field"><label for=${id}>${label}</label>${children({ id, 'aria-describedby': described, 'aria-invalid': wrong !== undefined })}
        ${hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}${wrong && html`<span class="wrong" id=${`${id}-wrong`}>${wrong}</span>`}</div>`;
}

/** A modal dialog; Escape closes it, the focus goes back where it was. @param {{title: string, close: () => void, children: Node}} props */
export function Dialog({ title, close, children }) {
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const id = useId();
    useEffect(() => {
        const before = /** @type {HTMLElement | null} */ (document.activeElement);
        dialog.current?.showModal();
        return () => before?.focus();
    }, []);
    return html`<dialog ref=${dialog} aria-labelledby=${id} onClose=${close}><div class="stack"><h2 id=${id}>${title}</h2>${children}</div></dialog>`;
}

/**
 * A list of any length of which only what is in sight is drawn. Rows have one height.
 * @template T
 * @param {{label: string, items: readonly T[], height: number, row: (item: T, at: number) => Node, keyOf: (item: T) => string, class?: string}} props `height`: pixels a row
 */
export function Rows({ label, items, height, row, keyOf, class: kind = '' }) {
    const [top, set] = useState(0);
    const view = 640;
    const first = Math.max(0, Math.floor(top / height) - 8);
    const last = Math.min(items.length, Math.ceil((top + view) / height) + 8);
    return html`<div class=${`rows ${kind}`} role="list" aria-label=${label} tabindex=${items.length * height > 512 ? 0 : undefined} onScroll=${(/** @type {Event} */ event) => set(/** @type {HTMLElement} */ (event.currentTarget).scrollTop)}>
        <div class="rows-space" role="presentation" style=${{ height: `${items.length * height}px` }}>
        ${items.slice(first, last).map((item, at) => html`<div class="rows-row" role="listitem" aria-setsize=${items.length} aria-posinset=${first + at + 1} key=${keyOf(item)} style=${{ top: `${(first + at) * height}px`, height: `${height}px` }}>${row(item, first + at)}</div>`)}
        </div></div>`;
}
