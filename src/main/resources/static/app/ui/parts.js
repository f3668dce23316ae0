import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../../vendor/ui.js';
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

/** @param {{icon: string, title: string, heading?: boolean, children?: Node}} props what to do is among the children; `heading`: this is all of the page */
export function Empty({ icon, title, heading = false, children }) {
    return html`<div class="empty"><${Icon} name=${icon} />${heading ? html`<h1>${title}</h1>` : html`<strong>${title}</strong>`}${children}</div>`;
}

/** Puts a text on the clipboard; without TLS a browser has only the old way. @param {string} text */
async function write(text) {
    if (navigator.clipboard !== undefined) {
        await navigator.clipboard.writeText(text);
        return;
    }
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
}

/** @param {{text: string | (() => string), label?: string}} props `text`: as a function it is made only when it is copied */
export function Copy({ text, label = T.common.copy }) {
    const [done, set] = useState(false);
    const copy = async () => {
        await write(typeof text === 'string' ? text : text());
        set(true);
        setTimeout(() => set(false), 2000);
    };
    return html`<button type="button" class="button" onClick=${copy}><${Icon} name=${done ? 'check' : 'copy'} /><span aria-live="polite">${done ? T.common.copied : label}</span></button>`;
}

/** The calls that an action makes, as lines for a shell. @param {{calls: Parameters<typeof curl>[]}} props */
export function Curl({ calls }) {
    const text = calls.map((call) => curl(...call)).join('\n\n');
    return html`<details class="curl"><summary><${Icon} name="next" />${T.common.asCurl}</summary><pre tabindex="0">${text}</pre><div class="row"><${Copy} text=${text} /></div></details>`;
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
    useLayoutEffect(() => {
        const before = /** @type {HTMLElement | null} */ (document.activeElement);
        dialog.current?.showModal();
        return () => before?.focus();
    }, []);
    return html`<dialog ref=${dialog} aria-labelledby=${id} onClose=${close}><div class="stack"><h2 id=${id}>${title}</h2>${children}</div></dialog>`;
}

/**
 * A question before something that cannot be taken back. It stays open with the error if the action fails.
 * @param {{title: string, action: string, keep?: string, mild?: boolean, run: () => Promise<unknown>, close: () => void, calls?: Parameters<typeof curl>[], children: Node}} props
 *   `action`: what the button says that does it; `keep`: what the button says that changes nothing; `mild`: nothing is lost by it
 */
export function Confirm({ title, action, keep = T.common.cancel, mild = false, run, close, calls, children }) {
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState(/** @type {Error | undefined} */ (undefined));
    const act = async () => {
        setBusy(true);
        setProblem(undefined);
        try {
            await run();
            close();
        } catch (failure) {
            setProblem(/** @type {Error} */ (failure));
            setBusy(false);
        }
    };
    return html`<${Dialog} title=${title} close=${close}>${children}<${Wrong} problem=${problem} />
        <div class="dialog-end"><button type="button" class="button" onClick=${close}>${keep}</button>
            <button type="button" class=${`button ${mild ? 'main' : 'danger'}`} disabled=${busy} onClick=${act}>${action}</button></div>
        ${calls && html`<${Curl} calls=${calls} />`}</${Dialog}>`;
}

/**
 * A choice of one value.
 * @param {{label: string, value: string, options: [value: string, text: string][], onChange: (value: string) => void, bare?: boolean}} props `bare`: the label is only read
 */
export function Select({ label, value, options, onChange, bare = false }) {
    const id = useId();
    return html`<div class="select"><label class=${bare ? 'unseen' : 'small soft'} for=${id}>${label}</label><select class="input" id=${id} value=${value}
        onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}>${options.map(([key, text]) => html`<option value=${key} selected=${key === value}>${text}</option>`)}</select></div>`;
}

/**
 * A field for a word that filters. What is being typed stays while the page draws itself anew.
 * @param {{label: string, hint?: string, value: string, onChange: (value: string) => void, each?: boolean, words?: Iterable<string>}} props
 *   `each`: tells with each letter, not only at the end; `words`: what is suggested
 */
export function FilterField({ label, hint, value, onChange, each = false, words }) {
    const id = useId();
    const input = useRef(/** @type {HTMLInputElement | null} */ (null));
    useLayoutEffect(() => {
        // Never under the hands of a person who types: letters would be lost.
        if (input.current && document.activeElement !== input.current) {
            input.current.value = value;
        }
    }, [value]);
    const tell = (/** @type {any} */ event) => onChange(event.currentTarget.value.trim());
    return html`<div class="select grow"><label class="small soft" for=${id}>${label}</label>
        <input class="input" id=${id} type="search" autocomplete="off" spellcheck=${false} placeholder=${hint} ref=${input} list=${words && `${id}-words`} onChange=${tell} onInput=${each ? tell : undefined} />${words && html`<datalist id=${`${id}-words`}>${[...words].map((word) => html`<option value=${word} />`)}</datalist>`}</div>`;
}

/** Rows that are drawn above and below those in sight. */
const SPARE = 8;

/**
 * A list of any length of which only what is in sight is drawn. Rows have one height.
 * @template T
 * @param {{label: string, items: readonly T[], height: number, row: (item: T, at: number) => Node, keyOf: (item: T) => string, class?: string,
 *   end?: () => void, follow?: boolean, left?: () => void}} props `height`: pixels a row; `end`: called when the last row comes near;
 *   `follow`: the last row stays in sight; `left`: called when a person scrolls away from the last row
 */
export function Rows({ label, items, height, row, keyOf, class: kind = '', end, follow = false, left }) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const [top, setTop] = useState(0);
    const [view, setView] = useState(640);
    const seen = useRef(0);
    const first = Math.max(0, Math.floor(top / height) - SPARE);
    const last = Math.min(items.length, Math.ceil((top + view) / height) + SPARE);
    useEffect(() => {
        const watch = new ResizeObserver(([entry]) => entry && entry.contentRect.height > 0 && setView(entry.contentRect.height));
        watch.observe(/** @type {HTMLElement} */ (box.current));
        return () => watch.disconnect();
    }, []);
    useEffect(() => {
        if (last === items.length) {
            end?.();
        }
    }, [last, items.length]);
    useLayoutEffect(() => {
        if (follow && box.current) {
            box.current.scrollTop = box.current.scrollHeight;
        }
    });
    const scrolled = (/** @type {Event} */ event) => {
        const { scrollTop, scrollHeight, clientHeight } = /** @type {HTMLElement} */ (event.currentTarget);
        if (scrollTop < seen.current && scrollHeight - clientHeight - scrollTop > height) {
            left?.();
        }
        seen.current = scrollTop;
        setTop(scrollTop);
    };
    const scrolls = items.length * height > view;
    return html`<div class=${`rows ${kind}`} role="list" aria-label=${label} tabindex=${scrolls ? 0 : undefined} ref=${box} onScroll=${scrolled}>
        <div class="rows-space" role="presentation" style=${{ height: `${items.length * height}px` }}>
        ${items.slice(first, last).map((item, at) => html`<div class="rows-row" role="listitem" aria-setsize=${items.length} aria-posinset=${first + at + 1} key=${keyOf(item)} style=${{ top: `${(first + at) * height}px`, height: `${height}px` }}>${row(item, first + at)}</div>`)}
        </div></div>`;
}
