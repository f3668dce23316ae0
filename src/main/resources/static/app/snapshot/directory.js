import { html, useEffect, useId, useMemo, useRef, useState } from '../../vendor/ui.js';
import { ago, bytes, moment, number } from '../format.js';
import { readablePath } from '../paths.js';
import { T } from '../texts.js';
import { useMedia, useNow } from '../ui/hooks.js';
import { Icon } from '../ui/parts.js';
import { stepOf, useWindow } from '../ui/window.js';

/**
 * A directory of a snapshot as a list in which one moves as in a file manager. The list is one stop of the Tab key.
 *
 * @typedef {import('../schemas.js').SnapshotEntry} Entry
 * @typedef {object} Doing
 * @property {(entry: Entry) => void} open enters a directory
 * @property {() => void} up to the directory above
 * @property {(entry: Entry) => void} tick
 * @property {() => void} tickAll all that are listed
 * @property {(entry: Entry) => void} show the entry is the active one now
 */

const ROW = 44;
const VIEW = 572;
const ICONS = /** @type {Record<string, string>} */ ({ directory: 'folder', link: 'link', file: 'file' });

/** @param {{path: string, encodeFlag?: number, name: string}} entry */
export const nameFor = (entry) => readablePath({ path: entry.name, encodeFlag: entry.encodeFlag });

/**
 * @param {{label: string, entries: readonly Entry[], ticked: ReadonlySet<string>, covered: boolean, doing: Doing, hrefOf: (entry: Entry) => string, start?: string, focus: boolean, end: () => void}} props
 *   `covered`: the directory itself is ticked; `start`: the path of the entry that is active at first; `focus`: takes the focus
 */
export function Directory({ label, entries, ticked, covered, doing, hrefOf, start, focus, end }) {
    const id = useId();
    const view = useWindow(entries.length, ROW, VIEW);
    const [active, setActive] = useState(() => Math.max(0, entries.findIndex(({ path }) => path === start)));
    const now = useNow(60_000);
    const small = useMedia('(max-width: 48rem)');
    const entry = entries[Math.min(active, entries.length - 1)];
    useEffect(() => {
        view.reveal(active);
        if (focus) {
            view.box.current?.focus();
        }
    }, []);
    useEffect(() => {
        if (entry) {
            doing.show(entry);
        }
    }, [entry?.path]);
    useEffect(() => {
        if (view.last === entries.length) {
            end();
        }
    }, [view.last, entries.length]);
    const move = (/** @type {number} */ at) => {
        const next = Math.max(0, Math.min(entries.length - 1, at));
        setActive(next);
        view.reveal(next);
    };
    const press = usePress(entries, Math.min(active, entries.length - 1), view.page, move, doing);
    if (entries.length === 0) {
        return html`<div class="empty directory" role="group" aria-label=${label} tabindex="0" ref=${view.box} onKeyDown=${press}><${Icon} name="folder" /><strong>${T.snapshot.list.empty}</strong></div>`;
    }
    const c = T.snapshot.list;
    return html`<div class="directory" role="grid" aria-label=${label} aria-rowcount=${entries.length} aria-multiselectable="true" tabindex="0" ref=${view.box}
        aria-activedescendant=${`${id}-${Math.min(active, entries.length - 1)}`} onKeyDown=${press} onScroll=${view.scrolled}>
        <div class="rows-space" role="rowgroup" style=${{ height: `${view.height}px` }}>${view.rows.map((at) => {
            const each = /** @type {Entry} */ (entries[at]);
            const on = covered || ticked.has(each.path);
            return html`<div class=${`entry ${at === active ? 'active' : ''} ${on ? 'ticked' : ''}`} role="row" id=${`${id}-${at}`} key=${each.path} aria-rowindex=${at + 1} aria-selected=${on}
                style=${{ top: `${view.topOf(at)}px`, height: `${ROW}px` }} onClick=${() => setActive(at)} onDblClick=${() => each.type === 'directory' && doing.open(each)}>
                <span role="gridcell" class="entry-tick"><label><input type="checkbox" tabindex="-1" aria-label=${c.tick(nameFor(each))} checked=${on} disabled=${covered} onChange=${() => doing.tick(each)} /></label></span>
                <span role="gridcell" class="entry-name"><${Icon} name=${ICONS[each.type] ?? 'file'} label=${c.types[/** @type {'file'} */ (each.type)]} /><${Name} entry=${each} href=${each.type === 'directory' ? hrefOf(each) : undefined} open=${doing.open} /></span>
                <span role="gridcell" class="number soft">${each.size === undefined ? '' : bytes(each.size)}</span>
                ${!small && html`<span role="gridcell" class="soft" title=${moment(each.mtime)}>${ago(each.mtime, now)}</span><span role="gridcell" class="soft entry-mode">${each.mode}</span>`}</div>`;
        })}</div></div>`;
}

/** @param {{entry: Entry, href?: string, open: (entry: Entry) => void}} props */
function Name({ entry, href, open }) {
    const text = html`<bdi class="entry-text">${nameFor(entry)}</bdi>`;
    const target = entry.link !== undefined && html`<span class="soft entry-target"><span class="unseen">${T.snapshot.list.to}</span><span aria-hidden="true">→ </span><bdi>${readablePath({ path: entry.link })}</bdi></span>`;
    return href === undefined
        ? html`${text}${target}`
        : html`<a class="entry-link" tabindex="-1" href=${href} onClick=${(/** @type {MouseEvent} */ event) => {
              if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
                  event.preventDefault();
                  open(entry);
              }
          }}>${text}</a>`;
}

const TYPED_MILLISECONDS = 1000;

/**
 * What a key does, as in a file manager; Tab and what belongs to the browser stay as they are.
 * @param {readonly Entry[]} entries @param {number} active @param {number} page @param {(at: number) => void} move @param {Doing} doing
 */
function usePress(entries, active, page, move, doing) {
    const typed = useRef({ text: '', time: 0 });
    return (/** @type {KeyboardEvent} */ event) => {
        const entry = entries[active];
        const { key } = event;
        const step = stepOf(key, page);
        const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
        if (event.altKey || (!plain && key !== 'a')) {
            return;
        }
        if (!plain) {
            doing.tickAll();
        } else if (step !== undefined) {
            move(active + step);
        } else if (key === 'Backspace' || key === 'ArrowLeft') {
            doing.up();
        } else if ((key === 'Enter' || key === 'ArrowRight') && entry?.type === 'directory') {
            doing.open(entry);
        } else if (key === ' ' && entry) {
            doing.tick(entry);
        } else if (key.length === 1 && key !== ' ') {
            const now = performance.now();
            typed.current = { text: (now - typed.current.time < TYPED_MILLISECONDS ? typed.current.text : '') + key.toLowerCase(), time: now };
            const from = typed.current.text.length > 1 ? active : active + 1;
            const order = [...entries.slice(from), ...entries.slice(0, from)];
            const found = order.find((each) => nameFor(each).toLowerCase().startsWith(typed.current.text));
            if (found) {
                move(entries.indexOf(found));
            }
        } else {
            return;
        }
        event.preventDefault();
    };
}

/** Where one is: each directory above is a link. @param {{path: string, trail: string[], hrefOf: (path: string) => string}} props */
export function Breadcrumbs({ path, trail, hrefOf }) {
    const names = useMemo(() => ['.', ...trail], [trail.join('/')]);
    return html`<nav class="crumbs" aria-label=${T.snapshot.list.where}><ol>${names.map((each) => html`<li><a href=${hrefOf(each)} aria-current=${each === path ? 'location' : undefined}><bdi>${each === '.' ? T.snapshot.list.root : readablePath({ path: each.slice(each.lastIndexOf('/') + 1), encodeFlag: each.includes('%') ? 1 : 0 })}</bdi></a></li>`)}</ol></nav>`;
}

/** @param {number} count */
export const entriesOf = (count) => T.snapshot.list.entries(count, number(count));
