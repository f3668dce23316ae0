import { html, useMemo, useState } from '../../vendor/ui.js';
import { bytes, moment, number } from '../format.js';
import { parentOf, readablePath } from '../paths.js';
import { T } from '../texts.js';
import { usePages } from '../ui/hooks.js';
import { Badge, Curl, Rows, Select, Wrong } from '../ui/parts.js';
import { browseLink, snapshotPath } from './snapshots.js';

/**
 * What differs between two snapshots of a bundle.
 *
 * @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot
 * @typedef {import('../schemas.js').SnapshotDifference['changes'][number]} Change
 */

const LOOKS = /** @type {Record<string, 'good' | 'busy' | 'bad'>} */ ({ added: 'good', changed: 'busy', removed: 'bad' });

/** @param {{snapshot: VaultSnapshot, list: VaultSnapshot[], other: string, back: string}} props `other`: the snapshot to compare with */
export function Compare({ snapshot, list, other, back }) {
    const c = T.snapshot.compare;
    const named = list.find((each) => each.snapshotId === other);
    const [from, to] = named !== undefined && named.takenAt > snapshot.takenAt ? [snapshot, named] : [named, snapshot];
    const options = list.filter((each) => each.snapshotId !== snapshot.snapshotId).map((each) => /** @type {[string, string]} */ ([each.snapshotId, c.option(moment(each.takenAt), each.takenAt > snapshot.takenAt)]));
    return html`<section class="card"><div class="card-head"><h2>${c.title}</h2><a class="button" href=${back}>${T.snapshot.versions.back}</a></div>
        <div class="filters"><${Select} label=${c.with} value=${named?.snapshotId ?? ''} options=${named === undefined ? [['', c.choose], ...options] : options}
            onChange=${(/** @type {string} */ value) => value && (location.hash = browseLink(snapshot, { compare: value }))} /></div>
        ${options.length === 0 ? html`<p class="soft">${c.alone}</p>` : named === undefined || from === undefined ? html`<p class="soft">${c.hint}</p>` : html`<${Difference} key=${`${from.snapshotId}/${to.snapshotId}`} from=${from} to=${to} />`}</section>`;
}

const KINDS = /** @type {const} */ (['added', 'changed', 'removed']);

/** @param {{from: VaultSnapshot, to: VaultSnapshot}} props from the older to the newer one */
function Difference({ from, to }) {
    const c = T.snapshot.compare;
    const [kind, setKind] = useState('');
    const path = `${snapshotPath(from.vault, from.snapshotId)}/diff`;
    const query = { to: to.snapshotId, limit: 1000 };
    const { items, problem, complete, again, more } = usePages(path, query, (/** @type {import('../schemas.js').SnapshotDifference} */ page) => page.changes, [to.snapshotId]);
    const counts = useMemo(() => Object.fromEntries(KINDS.map((each) => [each, items?.filter(({ change }) => change === each).length ?? 0])), [items]);
    const shown = useMemo(() => (kind === '' ? items : items?.filter(({ change }) => change === kind)), [items, kind]);
    const row = (/** @type {Change} */ change) => html`<span class="change-row"><${Badge} kind=${LOOKS[change.change]} icon=${change.change}>${T.restore.review.kinds[/** @type {'added'} */ (change.change)]}</${Badge}>
        <a class="change-path" href=${browseLink(change.change === 'removed' ? from : to, { path: parentOf(change.path) })}><bdi>${readablePath(change)}</bdi></a><span class="number soft">${change.size > 0 ? bytes(change.size) : ''}</span></span>`;
    return html`<p class="restore-sentence" role="status">${items === undefined ? T.common.loading : items.length === 0 ? c.nothing : c.sentence(number(items.length), complete, moment(from.takenAt), moment(to.takenAt))}</p>
        <${Wrong} problem=${problem} again=${again} />
        ${items !== undefined && items.length > 0 && html`<div class="filters"><${Select} label=${c.show} value=${kind} onChange=${setKind} options=${[['', c.all], ...KINDS.map((each) => [each, c.kind(T.restore.review.kinds[each], number(counts[each] ?? 0), complete)])]} /></div>
            ${shown?.length === 0 ? html`<p class="soft">${T.restore.review.nothing}</p>` : html`<${Rows} label=${c.title} items=${shown} height=${44} row=${row} keyOf=${(/** @type {Change} */ change) => change.path} end=${more} />`}`}
        ${!complete && items !== undefined && html`<div><button type="button" class="button" onClick=${more}>${c.more}</button></div>`}
        <${Curl} calls=${[[path, { query }]]} />`;
}
