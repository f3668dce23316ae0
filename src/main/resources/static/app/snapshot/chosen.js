import { html } from '../../vendor/ui.js';
import { address } from '../api.js';
import { ago, bytes, moment } from '../format.js';
import { parentOf, pathQuery, readable, readablePath } from '../paths.js';
import { go } from '../route.js';
import { T } from '../texts.js';
import { useNow } from '../ui/hooks.js';
import { Copy, Curl, Icon, Notice } from '../ui/parts.js';
import { nameFor } from './directory.js';
import { browseLink, snapshotPath } from './snapshots.js';
import { wish } from './wish.js';

/**
 * What can be done with the entries of a snapshot that were chosen.
 *
 * @typedef {import('../schemas.js').SnapshotEntry} Entry
 * @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot
 */

/** A request line with more than this is refused. */
const LONGEST_ADDRESS = 12_000;
/** So many paths a restore takes. */
const MOST_PATHS = 1000;

/** @param {string[]} paths as the service writes them @param {'tar' | 'zip'} format */
const archiveQuery = (paths, format) => ({ path: paths, encodeFlag: paths.some((path) => path.includes('%')) ? 1 : undefined, format });

/** @param {VaultSnapshot} snapshot @param {string[]} paths */
function restorePaths(snapshot, paths) {
    wish(snapshot, { paths });
    go('restore-snapshot', undefined, { vault: snapshot.vault, snapshotId: snapshot.snapshotId });
}

/** Archives of these paths. @param {{snapshot: VaultSnapshot, paths: string[], what: string}} props `what`: whose archive, for a screen reader */
export function Archives({ snapshot, paths, what }) {
    const path = `${snapshotPath(snapshot.vault, snapshot.snapshotId)}/archive`;
    return html`${/** @type {const} */ (['tar', 'zip']).map((format) => html`<a class="button" download href=${address(path, archiveQuery(paths, format)).href} aria-label=${T.snapshot.archive.label(what, format)} title=${T.snapshot.archive.hint[format]}><${Icon} name="backup" />${T.snapshot.archive[format]}</a>`)}`;
}

/** What was ticked, in any directory. @param {{snapshot: VaultSnapshot, ticked: ReadonlySet<string>, clear: () => void}} props */
export function Selection({ snapshot, ticked, clear }) {
    const paths = [...ticked];
    const s = T.snapshot.selection;
    const path = `${snapshotPath(snapshot.vault, snapshot.snapshotId)}/archive`;
    const tooLong = paths.length > 0 && address(path, archiveQuery(paths, 'tar')).href.length > LONGEST_ADDRESS;
    return html`<div class="selection" role="status">${paths.length === 0 ? html`<span class="soft small">${s.none}</span>` : html`<strong>${s.count(paths.length)}</strong><button type="button" class="button plain" onClick=${clear}>${s.clear}</button>`}</div>
        ${paths.length > 0 && html`<div class="row">${tooLong ? html`<${Notice} kind="warn">${s.tooLong}</${Notice}>` : html`<${Archives} snapshot=${snapshot} paths=${paths} what=${s.count(paths.length)} />`}
            ${paths.length > MOST_PATHS ? html`<${Notice} kind="warn">${s.tooMany(MOST_PATHS)}</${Notice}>` : html`<button type="button" class="button main" onClick=${() => restorePaths(snapshot, paths)}><${Icon} name="restore" />${s.restore}</button>`}</div>
            ${!tooLong && html`<${Curl} calls=${[[path, { query: archiveQuery(paths, 'tar'), output: 'selection.tar' }]]} />`}`}`;
}

/** The active entry, with all that is known of it; without one, the directory. @param {{snapshot: VaultSnapshot, entry: Entry | undefined, path: string}} props */
export function Details({ snapshot, entry, path }) {
    const now = useNow(60_000);
    const d = T.snapshot.details;
    const name = entry === undefined ? (path === '.' ? T.snapshot.list.root : readable(path)) : nameFor(entry);
    const target = entry?.path ?? path;
    const isFile = entry?.type === 'file';
    const base = snapshotPath(snapshot.vault, snapshot.snapshotId);
    return html`<section class="card" aria-label=${d.title}><h2 class="break"><bdi>${name}</bdi></h2>
        ${entry && html`<dl class="facts">
            <dt>${d.type}</dt><dd>${T.snapshot.list.types[/** @type {'file'} */ (entry.type)] ?? entry.type}</dd>
            ${entry.size !== undefined && html`<dt>${d.size}</dt><dd class="number" title=${d.bytes(entry.size)}>${bytes(entry.size)}</dd>`}
            ${entry.link !== undefined && html`<dt>${d.target}</dt><dd class="break"><bdi>${readablePath({ path: entry.link })}</bdi></dd>`}
            <dt>${d.changed}</dt><dd>${ago(entry.mtime, now)}<br /><span class="soft small">${moment(entry.mtime)}</span></dd>
            <dt>${d.mode}</dt><dd><code>${entry.mode}</code></dd><dt>${d.owner}</dt><dd class="number">${d.ids(entry.uid, entry.gid)}</dd></dl>
            ${entry.encodeFlag === 1 && html`<p class="soft small break">${d.encoded} <code>${entry.name}</code></p>`}
            ${entry.sha256 && html`<div class="digest"><span class="soft small">${d.digest}</span><code class="break small">${entry.sha256}</code><div><${Copy} text=${entry.sha256} label=${d.copyDigest} /></div></div>`}`}
        <div class="row">${isFile && html`<a class="button main" download href=${address(`${base}/content`, pathQuery(target)).href} aria-label=${d.downloadLabel(name)}><${Icon} name="backup" />${d.download}</a>`}
            ${!isFile && html`<${Archives} snapshot=${snapshot} paths=${[target]} what=${name} />`}
            ${entry && html`<a class="button" href=${browseLink(snapshot, { path: parentOf(target), versions: target })}><${Icon} name="sessions" />${d.versions}</a>`}
            ${target !== '.' && html`<button type="button" class="button" onClick=${() => restorePaths(snapshot, [target])}><${Icon} name="restore" />${d.restore}</button>`}</div>
        <${Curl} calls=${isFile ? [[`${base}/content`, { query: pathQuery(target), output: name }]] : [[`${base}/archive`, { query: archiveQuery([target], 'tar'), output: 'files.tar' }]]} /></section>`;
}
