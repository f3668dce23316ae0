import { html, useEffect, useState } from '../../vendor/ui.js';
import { address, Problem, send } from '../api.js';
import { ago, bytes, moment } from '../format.js';
import { parentOf, pathQuery, readable } from '../paths.js';
import { T } from '../texts.js';
import { useNow } from '../ui/hooks.js';
import { Badge, Curl, Icon, Wrong } from '../ui/parts.js';
import { browseLink, snapshotPath } from './snapshots.js';

/**
 * The same path in other snapshots of the bundle.
 *
 * @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot
 * @typedef {{snapshot: VaultSnapshot, there: boolean, tag?: string, size?: number}} Version `tag`: names the content of a file
 */

/** So many snapshots are asked at first, and with each click. */
const BATCH = 20;

/** @param {VaultSnapshot} snapshot @param {string} path @param {AbortSignal} signal @returns {Promise<Version>} */
async function versionIn(snapshot, path, signal) {
    const base = snapshotPath(snapshot.vault, snapshot.snapshotId);
    const absent = (/** @type {Problem} */ problem) => (problem instanceof Problem && problem.status === 404 ? undefined : Promise.reject(problem));
    const file = await send(`${base}/content`, { method: 'HEAD', query: pathQuery(path), signal }).catch(absent);
    if (file !== undefined) {
        return { snapshot, there: true, tag: file.headers.get('ETag') ?? '', size: Number(file.headers.get('Content-Length')) };
    }
    const directory = await send(`${base}/tree`, { query: { ...pathQuery(path), limit: 1 }, signal }).catch(absent);
    return { snapshot, there: directory !== undefined };
}

/** The snapshots around one, the nearest first. @param {VaultSnapshot[]} list @param {string} snapshotId */
function around(list, snapshotId) {
    const at = list.findIndex((each) => each.snapshotId === snapshotId);
    return [...list.keys()].sort((one, other) => Math.abs(one - at) - Math.abs(other - at)).map((each) => /** @type {VaultSnapshot} */ (list[each]));
}

/** @param {{snapshot: VaultSnapshot, list: VaultSnapshot[], path: string, back: string}} props `back`: the address of the directory */
export function Versions({ snapshot, list, path, back }) {
    const [found, setFound] = useState(/** @type {ReadonlyMap<string, Version>} */ (new Map()));
    const [wanted, setWanted] = useState(BATCH);
    const [problem, setProblem] = useState(/** @type {Error | undefined} */ (undefined));
    const [turn, again] = useState(0);
    const now = useNow(60_000);
    useEffect(() => {
        const cancel = new AbortController();
        const read = async () => {
            setProblem(undefined);
            for (const each of around(list, snapshot.snapshotId).slice(0, wanted)) {
                if (!found.has(each.snapshotId)) {
                    const version = await versionIn(each, path, cancel.signal);
                    setFound((last) => new Map(last).set(each.snapshotId, version));
                }
            }
        };
        read().catch((failure) => cancel.signal.aborted || setProblem(failure));
        return () => cancel.abort();
    }, [wanted, turn, list]);
    const v = T.snapshot.versions;
    const rows = list.flatMap((each) => found.get(each.snapshotId) ?? []);
    const here = found.get(snapshot.snapshotId);
    return html`<section class="card"><div class="card-head"><h2 class="break">${v.title(readable(path))}</h2><a class="button" href=${back}>${v.back}</a></div>
        <p class="soft small" role="status">${rows.length < Math.min(wanted, list.length) && problem === undefined ? v.reading(rows.length, list.length) : v.read(rows.length, list.length)}</p>
        <ul class="versions">${rows.map((version, at) => html`<${Row} key=${version.snapshot.snapshotId} version=${version} older=${rows[at + 1]} here=${here} path=${path} now=${now} />`)}</ul>
        <${Wrong} problem=${problem} again=${() => again((last) => last + 1)} />
        ${wanted < list.length && rows.length >= wanted && html`<div><button type="button" class="button" onClick=${() => setWanted(wanted + BATCH)}>${v.more}</button></div>`}
        <${Curl} calls=${[[`${snapshotPath(snapshot.vault, snapshot.snapshotId)}/content`, { method: 'HEAD', query: pathQuery(path) }]]} /></section>`;
}

/** @param {{version: Version, older: Version | undefined, here: Version | undefined, path: string, now: number}} props `older`: the next one in the list */
function Row({ version, older, here, path, now }) {
    const { snapshot, there, tag, size } = version;
    const v = T.snapshot.versions;
    const current = snapshot.snapshotId === here?.snapshot.snapshotId;
    const changed = older !== undefined && there && (!older.there || (tag !== undefined && tag !== older.tag));
    const state = !there ? html`<${Badge} icon="removed">${v.absent}</${Badge}>` : changed ? html`<${Badge} kind="busy" icon=${older?.there ? 'changed' : 'added'}>${older?.there ? v.changed : v.added}</${Badge}>` : tag !== undefined && older !== undefined ? html`<span class="soft small">${v.same}</span>` : null;
    return html`<li class=${current ? 'current' : ''} aria-current=${current || undefined}><span class="version-when"><a href=${browseLink(snapshot, { path: parentOf(path) })} title=${ago(snapshot.takenAt, now)}>${moment(snapshot.takenAt)}</a><span class="soft small">${current ? v.here : ago(snapshot.takenAt, now)}</span></span>
        <span>${state}</span><span class="number soft">${size === undefined ? '' : bytes(size)}</span>
        <span>${there && tag !== undefined && html`<a class="button plain" download href=${address(`${snapshotPath(snapshot.vault, snapshot.snapshotId)}/content`, pathQuery(path)).href} aria-label=${v.download(moment(snapshot.takenAt))}><${Icon} name="backup" />${T.snapshot.details.download}</a>`}</span></li>`;
}
