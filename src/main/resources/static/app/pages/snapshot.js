import { html } from '../../vendor/ui.js';
import { Problem } from '../api.js';
import { ago, bytes, moment } from '../format.js';
import { link } from '../route.js';
import { Browse } from '../snapshot/browse.js';
import { Archives } from '../snapshot/chosen.js';
import { Compare } from '../snapshot/compare.js';
import { browseLink, restoreLink, useNeighbours, useSnapshot, useSnapshots } from '../snapshot/snapshots.js';
import { Versions } from '../snapshot/versions.js';
import { T } from '../texts.js';
import { ForVault, timelineLink } from '../vault/tabs.js';
import { useNow } from '../ui/hooks.js';
import { Badge, Empty, Icon, Notice, Wrong } from '../ui/parts.js';

/** @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot */

/** A snapshot: its tree, its files in other snapshots, what differs from another one. @param {{part: string, query: URLSearchParams}} props `part`: vault/snapshot */
export function SnapshotPage({ part, query }) {
    const [vault = '', snapshotId = ''] = part.split('/');
    return html`<${ForVault}>${() => html`<${Loaded} vault=${vault} snapshotId=${snapshotId} query=${query} />`}</${ForVault}>`;
}

/** @param {{vault: string, snapshotId: string, query: URLSearchParams}} props */
function Loaded({ vault, snapshotId, query }) {
    const { value: snapshot, problem, again } = useSnapshot(vault, snapshotId);
    const siblings = useSnapshots(vault, snapshot?.bundleName);
    if (snapshot === undefined) {
        return problem instanceof Problem && problem.status === 404
            ? html`<${Empty} icon="search" title=${T.snapshot.unknown.title} heading><p>${problem.kind === 'no-such-vault' ? T.snapshot.unknown.vault : T.snapshot.unknown.hint}</p><a href=${link('restore-snapshot')}>${T.snapshot.unknown.back}</a></${Empty}>`
            : html`<h1>${T.snapshot.title}</h1>${problem === undefined ? html`<p class="soft" role="status">${T.common.loading}</p>` : html`<${Wrong} problem=${problem} again=${again} />`}`;
    }
    return html`<${Head} snapshot=${snapshot} list=${siblings.value} query=${query} /><${Wrong} problem=${siblings.problem} again=${siblings.again} />
        <${View} snapshot=${snapshot} list=${siblings.value} query=${query} />`;
}

/** @param {{snapshot: VaultSnapshot, list: VaultSnapshot[] | undefined, query: URLSearchParams}} props */
function View({ snapshot, list, query }) {
    const path = query.get('path') || '.';
    const versions = query.get('versions');
    const compare = query.get('compare');
    const back = browseLink(snapshot, path === '.' ? {} : { path });
    if (versions === null && compare === null) {
        return html`<${Browse} snapshot=${snapshot} path=${path} />`;
    }
    if (list === undefined || list.length === 0) {
        return html`<p class="soft" role="status">${T.common.loading}</p>`;
    }
    return versions !== null ? html`<${Versions} key=${versions} snapshot=${snapshot} list=${list} path=${versions} back=${back} />` : html`<${Compare} snapshot=${snapshot} list=${list} other=${compare ?? ''} back=${back} />`;
}

/** @param {{snapshot: VaultSnapshot, list: VaultSnapshot[] | undefined, query: URLSearchParams}} props */
function Head({ snapshot, list, query }) {
    const now = useNow(60_000);
    const { older, newer } = useNeighbours(list, snapshot.snapshotId);
    const h = T.snapshot.head;
    // The neighbour is shown at the same place.
    const same = Object.fromEntries([...query].filter(([name]) => name === 'path'));
    const neighbour = (/** @type {VaultSnapshot | undefined} */ other, /** @type {'older' | 'newer'} */ which) =>
        other === undefined ? html`<span class="button" aria-disabled="true">${h[which]}</span>` : html`<a class="button" href=${browseLink(other, same)} title=${moment(other.takenAt)}>${h[which]}</a>`;
    return html`<div class="page-head"><div><p class="soft break">${h.of} <a href=${timelineLink(snapshot.vault, snapshot.bundleName)}>${snapshot.bundleName}</a></p><h1>${moment(snapshot.takenAt)}</h1>
            <p class="soft snapshot-facts"><span>${ago(snapshot.takenAt, now)}</span><span>${T.common.files(snapshot.files)}, ${bytes(snapshot.bytes)}</span><span>${h.version(snapshot.versionName)}</span><span>${h.vault(snapshot.vault)}</span></p>
            <div class="row">${snapshot.complete ? html`<${Badge} kind="good" icon="check">${h.complete}</${Badge}>` : html`<${Badge} kind="warn" icon="warning">${h.incomplete(snapshot.failedCount)}</${Badge}>`}${snapshot.pinned && html`<${Badge} icon="check">${h.pinned}</${Badge}>`}${snapshot.note && html`<span class="soft break">${snapshot.note}</span>`}</div></div>
        <div class="row"><a class="button main" href=${restoreLink(snapshot)}><${Icon} name="restore" />${h.restore}</a></div></div>
        ${snapshot.goneAt && html`<${Notice} kind="warn">${h.deleted(moment(snapshot.goneAt))}</${Notice}>`}
        <nav class="row" aria-label=${h.navigation}>${neighbour(older, 'older')}${neighbour(newer, 'newer')}<a class="button" href=${browseLink(snapshot, { compare: older?.snapshotId ?? newer?.snapshotId ?? '' })}>${h.compare}</a><${Archives} snapshot=${snapshot} paths=${[]} what=${h.everything} /></nav>`;
}
