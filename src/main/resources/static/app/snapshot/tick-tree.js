import { html, useEffect, useId, useRef, useState } from '../../vendor/ui.js';
import { call } from '../api.js';
import { bytes } from '../format.js';
import { pathQuery } from '../paths.js';
import { T } from '../texts.js';
import { Icon } from '../ui/parts.js';
import { stepOf, useWindow } from '../ui/window.js';
import { nameFor } from './directory.js';
import { snapshotPath } from './snapshots.js';
import { isCovered } from './ticks.js';

/**
 * The tree of a snapshot in which entries are selected. A directory is read when it is opened, in pages.
 *
 * @typedef {import('../schemas.js').SnapshotEntry} Entry
 * @typedef {{entries: Entry[], next?: string, busy: boolean, problem?: Error}} Loaded
 * @typedef {{kind: 'entry', entry: Entry, depth: number} | {kind: 'more' | 'note', directory: string, depth: number, text: string}} Row
 */

const ROW = 36;
const VIEW = 432;
const PAGE = 500;
const ICONS = /** @type {Record<string, string>} */ ({ directory: 'folder', link: 'link' });

/** @param {{vault: string, snapshotId: string}} snapshot */
function useDirectories(snapshot) {
    const [loaded, setLoaded] = useState(/** @type {ReadonlyMap<string, Loaded>} */ (new Map()));
    const now = useRef(loaded);
    const put = (/** @type {string} */ path, /** @type {Loaded} */ value) => {
        now.current = new Map(now.current).set(path, value);
        setLoaded(now.current);
    };
    /** Reads a directory, or the next page of it. @param {string} path */
    const load = async (path) => {
        const known = now.current.get(path) ?? { entries: [], busy: false };
        if (known.busy || (known.entries.length > 0 && known.next === undefined)) {
            return;
        }
        put(path, { ...known, busy: true, problem: undefined });
        try {
            const page = /** @type {import('../schemas.js').SnapshotDirectory} */ (await call(`${snapshotPath(snapshot.vault, snapshot.snapshotId)}/tree`, { query: { ...pathQuery(path), limit: PAGE, after: known.next } }));
            put(path, { entries: [...known.entries, ...page.entries], next: page.next, busy: false });
        } catch (problem) {
            put(path, { ...known, busy: false, problem: /** @type {Error} */ (problem) });
        }
    };
    return { loaded, load };
}

/**
 * The rows that can be seen; with a word, what was read and has it in its name, and the directories above.
 * @param {ReadonlyMap<string, Loaded>} loaded @param {ReadonlySet<string>} opened @param {string} sought in small letters
 * @param {string} [path] @param {number} [depth] @returns {Row[]}
 */
function rowsOf(loaded, opened, sought, path = '.', depth = 0) {
    const { entries, next, busy, problem } = loaded.get(path) ?? { entries: [], busy: true };
    const w = T.snapshot.wizard.what;
    /** @type {Row[]} */
    const rows = [];
    for (const entry of entries) {
        const inside = entry.type === 'directory' && (sought === '' ? opened.has(entry.path) : loaded.has(entry.path)) ? rowsOf(loaded, opened, sought, entry.path, depth + 1) : [];
        if (sought === '' || inside.length > 0 || nameFor(entry).toLowerCase().includes(sought)) {
            rows.push({ kind: 'entry', entry, depth });
            // Not by spreading: a directory may have more entries than a call takes arguments.
            inside.forEach((row) => rows.push(row));
        }
    }
    if (sought === '') {
        const text = problem?.message ?? (busy ? w.reading : next !== undefined ? w.more : entries.length === 0 ? w.empty : undefined);
        if (text !== undefined) {
            rows.push({ kind: problem !== undefined || (next !== undefined && !busy) ? 'more' : 'note', directory: path, depth, text });
        }
    }
    return rows;
}

/** @param {{snapshot: {vault: string, snapshotId: string}, ticked: ReadonlySet<string>, tick: (entry: Entry) => void, sought: string}} props */
export function TickTree({ snapshot, ticked, tick, sought }) {
    const id = useId();
    const { loaded, load } = useDirectories(snapshot);
    const [opened, setOpened] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
    const [at, setActive] = useState(0);
    useEffect(() => void load('.'), []);
    const rows = rowsOf(loaded, opened, sought.toLowerCase());
    const view = useWindow(rows.length, ROW, VIEW);
    const active = Math.min(at, rows.length - 1);
    const open = (/** @type {Entry} */ entry, /** @type {boolean} */ on) => {
        const next = new Set(opened);
        on ? next.add(entry.path) : next.delete(entry.path);
        setOpened(next);
        if (on) {
            load(entry.path);
        }
    };
    const move = (/** @type {number} */ to) => {
        const next = Math.max(0, Math.min(rows.length - 1, to));
        setActive(next);
        view.reveal(next);
    };
    const press = (/** @type {KeyboardEvent} */ event) => {
        if (!event.altKey && !event.ctrlKey && !event.metaKey && act(event.key, rows, active, view.page, { opened, open, move, tick, load })) {
            event.preventDefault();
        }
    };
    if (rows.length === 0) {
        return html`<p class="soft" role="status">${T.snapshot.wizard.what.nothingFound}</p>`;
    }
    return html`<div class="tree tick-tree" role="tree" aria-multiselectable="true" aria-label=${T.snapshot.wizard.what.tree} tabindex="0" ref=${view.box} aria-activedescendant=${`${id}-${active}`} onKeyDown=${press} onScroll=${view.scrolled}>
        <div class="rows-space" role="presentation" style=${{ height: `${view.height}px` }}>${view.rows.map((each) => {
            const row = /** @type {Row} */ (rows[each]);
            return html`<${TreeRow} key=${each} id=${`${id}-${each}`} row=${row} top=${view.topOf(each)} active=${each === active} ticked=${ticked} open=${row.kind === 'entry' && (sought === '' ? opened.has(row.entry.path) : loaded.has(row.entry.path))}
                choose=${() => setActive(each)} turn=${open} tick=${tick} load=${load} />`;
        })}</div></div>`;
}

/**
 * @param {{id: string, row: Row, top: number, active: boolean, ticked: ReadonlySet<string>, open: boolean, choose: () => void, turn: (entry: Entry, on: boolean) => void, tick: (entry: Entry) => void, load: (path: string) => void}} props
 */
function TreeRow({ id, row, top, active, ticked, open, choose, turn, tick, load }) {
    const style = { top: `${top}px`, height: `${ROW}px`, paddingLeft: `${0.5 + Math.min(row.depth, 12) * 1.25}rem` };
    const kind = `tree-row ${active ? 'active' : ''}`;
    if (row.kind !== 'entry') {
        return html`<div class=${kind} role="treeitem" id=${id} aria-level=${row.depth + 1} aria-selected="false" style=${style} onClick=${() => row.kind === 'more' && load(row.directory)}><span class="tree-turn"></span><span class=${row.kind === 'more' ? 'tree-more' : 'soft'}>${row.text}</span></div>`;
    }
    const { entry } = row;
    const directory = entry.type === 'directory';
    const own = ticked.has(entry.path);
    const on = own || isCovered(ticked, entry.path);
    return html`<div class=${kind} role="treeitem" id=${id} aria-level=${row.depth + 1} aria-selected=${on} aria-expanded=${directory ? open : undefined} style=${style} onClick=${choose}>
        <span class=${`tree-turn ${open ? 'open' : ''}`} onClick=${() => directory && turn(entry, !open)}>${directory && html`<${Icon} name="next" />`}</span>
        <label class="tree-check"><input type="checkbox" tabindex="-1" checked=${on} disabled=${on && !own} aria-label=${T.snapshot.list.tick(nameFor(entry))} onChange=${() => tick(entry)} /></label>
        <span class="tree-name" onClick=${() => directory && turn(entry, !open)}><${Icon} name=${ICONS[entry.type] ?? 'file'} /> <bdi>${nameFor(entry)}</bdi></span><span class="number soft small">${entry.size === undefined ? '' : bytes(entry.size)}</span></div>`;
}

/**
 * What a key does, as in every tree; Space selects.
 * @param {string} key @param {Row[]} rows @param {number} active @param {number} page
 * @param {{opened: ReadonlySet<string>, open: (entry: Entry, on: boolean) => void, move: (at: number) => void, tick: (entry: Entry) => void, load: (path: string) => void}} doing
 * @returns {boolean} whether it did something
 */
function act(key, rows, active, page, { opened, open, move, tick, load }) {
    const row = rows[active];
    const entry = row?.kind === 'entry' ? row.entry : undefined;
    const isOpen = entry !== undefined && opened.has(entry.path);
    const step = stepOf(key, page);
    if (step !== undefined) {
        move(active + step);
    } else if (row?.kind === 'more' && (key === 'Enter' || key === ' ')) {
        load(row.directory);
    } else if (key === 'ArrowRight' && entry?.type === 'directory') {
        isOpen ? move(active + 1) : open(entry, true);
    } else if (key === 'ArrowLeft' && isOpen) {
        open(entry, false);
    } else if (key === 'ArrowLeft' && row) {
        move(rows.findLastIndex((each, at) => at < active && each.depth < row.depth));
    } else if (key === 'Enter' && entry?.type === 'directory') {
        open(entry, !isOpen);
    } else if (key === ' ' && entry) {
        tick(entry);
    } else {
        return false;
    }
    return true;
}
