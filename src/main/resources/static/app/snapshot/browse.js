import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { Problem } from '../api.js';
import { number } from '../format.js';
import { nameOf, parentOf, pathQuery, readable, readablePath, trail } from '../paths.js';
import { T } from '../texts.js';
import { usePages } from '../ui/hooks.js';
import { Curl, Empty, FilterField, Notice, Wrong } from '../ui/parts.js';
import { Details, Selection } from './chosen.js';
import { Breadcrumbs, Directory, entriesOf, nameFor } from './directory.js';
import { browseLink, snapshotPath } from './snapshots.js';
import { isCovered, turned } from './ticks.js';

/**
 * The tree of a snapshot, a directory at a time.
 *
 * @typedef {import('../schemas.js').SnapshotEntry} Entry
 * @typedef {import('../schemas.js').SnapshotDirectory} Page
 * @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot
 */

const PAGE = 1000;
/** Names in small letters: a huge directory is searched with each letter and each page. @type {WeakMap<Entry, string>} */
const soughtNames = new WeakMap();

/** @param {Entry} entry */
function soughtName(entry) {
    const name = soughtNames.get(entry) ?? nameFor(entry).toLowerCase();
    soughtNames.set(entry, name);
    return name;
}

/** @type {ReadonlySet<string>} */
const NOTHING = new Set();

/** @param {{snapshot: VaultSnapshot, path: string}} props `path`: the directory */
export function Browse({ snapshot, path }) {
    const [ticked, setTicked] = useState(NOTHING);
    const [shown, show] = useState(/** @type {Entry | undefined} */ (undefined));
    // Where one came from, and whether by a key: the list goes on there.
    const moved = useRef(/** @type {{start?: string, focus: boolean}} */ ({ focus: false }));
    const go = (/** @type {string} */ to, /** @type {string | undefined} */ start = undefined) => {
        const active = document.activeElement;
        moved.current = { start, focus: active !== null && active.closest('.directory') !== null };
        location.hash = browseLink(snapshot, to === '.' ? {} : { path: to });
    };
    const tick = (/** @type {string[]} */ paths, /** @type {boolean | undefined} */ on = undefined) => setTicked(turned(ticked, paths, on));
    useEffect(() => show(undefined), [path]);
    const hrefOf = (/** @type {string} */ to) => browseLink(snapshot, to === '.' ? {} : { path: to });
    return html`<div class="columns"><section class="card browse" aria-label=${T.snapshot.list.title}>
            <${Breadcrumbs} path=${path} trail=${trail(path)} hrefOf=${hrefOf} />
            <${Listing} key=${path} snapshot=${snapshot} path=${path} ticked=${ticked} tick=${tick} go=${go} show=${show} hrefOf=${hrefOf} moved=${moved}>
                <${Selection} snapshot=${snapshot} ticked=${ticked} clear=${() => setTicked(NOTHING)} /></${Listing}></section>
        <div class="stack"><${Details} snapshot=${snapshot} entry=${shown} path=${path} /></div></div>`;
}

/**
 * @param {{snapshot: VaultSnapshot, path: string, ticked: ReadonlySet<string>, tick: (paths: string[], on?: boolean) => void, go: (path: string, start?: string) => void,
 *   show: (entry: Entry | undefined) => void, hrefOf: (path: string) => string, moved: {current: {start?: string, focus: boolean}}, children?: any}} props
 */
function Listing({ snapshot, path, ticked, tick, go, show, hrefOf, moved, children }) {
    const [filter, setFilter] = useState('');
    const address = `${snapshotPath(snapshot.vault, snapshot.snapshotId)}/tree`;
    const query = { ...pathQuery(path), limit: PAGE };
    const pages = usePages(address, query, (/** @type {Page} */ page) => page.entries, [path]);
    const { items, problem, complete, busy, more, again } = pages;
    const sought = filter.toLowerCase();
    const entries = useMemo(() => (sought === '' ? items : items?.filter((entry) => soughtName(entry).includes(sought))), [items, sought]);
    useEffect(() => {
        // A name is sought in the whole directory.
        if (sought !== '' && !complete && !busy) {
            more();
        }
    }, [sought, items]);
    if (entries === undefined || items === undefined) {
        return problem === undefined ? html`<p class="soft" role="status">${T.common.loading}</p>` : html`<${NotHere} snapshot=${snapshot} path=${path} problem=${problem} again=${again} />`;
    }
    const covered = isCovered(ticked, path);
    const doing = {
        open: (/** @type {Entry} */ entry) => go(entry.path),
        up: () => path !== '.' && go(parentOf(path), path),
        tick: (/** @type {Entry} */ entry) => !covered && tick([entry.path]),
        tickAll: () => !covered && tick(entries.map((entry) => entry.path), true),
        show,
    };
    const all = !covered && entries.length > 0 && entries.every((entry) => ticked.has(entry.path));
    const { start, focus } = moved.current;
    return html`<div class="filters"><label class="check"><input type="checkbox" checked=${all || covered} disabled=${covered} onChange=${() => tick(entries.map((entry) => entry.path), !all)} />${T.snapshot.list.all}</label>
            <${FilterField} label=${T.snapshot.list.filter} value=${filter} onChange=${setFilter} each />
            <span class="soft small list-count" role="status">${sought === '' ? `${entriesOf(items.length)}${complete ? '' : T.snapshot.list.andMore}` : T.snapshot.list.found(number(entries.length), number(items.length), complete)}</span></div>
        ${covered && html`<${Notice}>${T.snapshot.list.covered}</${Notice}>`}
        <${Directory} key=${sought} label=${path === '.' ? T.snapshot.list.root : readable(path)} entries=${entries} ticked=${ticked} covered=${covered} doing=${doing} hrefOf=${(/** @type {Entry} */ entry) => hrefOf(entry.path)}
            start=${start} focus=${focus && sought === ''} end=${more} />
        <${Wrong} problem=${problem} again=${again} />
        <p class="soft small">${T.snapshot.list.keys}</p>${children}<${Curl} calls=${[[address, { query }]]} />`;
}

/** A directory that is not in this snapshot, or cannot be read. @param {{snapshot: VaultSnapshot, path: string, problem: Error, again: () => void}} props */
function NotHere({ snapshot, path, problem, again }) {
    if (!(problem instanceof Problem) || problem.kind !== 'no-such-path') {
        return html`<${Wrong} problem=${problem} again=${again} />`;
    }
    return html`<${Empty} icon="search" title=${T.snapshot.list.notHere(readablePath({ path: nameOf(path), encodeFlag: path.includes('%') ? 1 : 0 }))}><p>${T.snapshot.list.notHereHint}</p>
        <a class="button" href=${browseLink(snapshot, parentOf(path) === '.' ? {} : { path: parentOf(path) })}>${T.snapshot.list.up}</a></${Empty}>`;
}
