import { html, useMemo, useState } from '../../vendor/ui.js';
import { all, Problem } from '../api.js';
import { ago, bytes, moment, number } from '../format.js';
import { link } from '../route.js';
import { bundles } from '../state/bundles.js';
import { activeRuns, lastBackups } from '../state/runs.js';
import { contents, keeping, vaults } from '../state/vaults.js';
import { T } from '../texts.js';
import { useCall, useNow, useValue } from '../ui/hooks.js';
import { Badge, Curl, Empty, Icon, Notice, Rows, Select, Wrong } from '../ui/parts.js';
import { Axis, Legend } from './axis.js';
import { RunLane } from './lane.js';
import { RunNow } from './run-now.js';
import { SnapshotDialog } from './snapshot.js';
import { LINE_LOOKS, stateOf, VaultWarning } from './vault.js';
import { timelineLink } from './tabs.js';

/** @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot @typedef {import('./axis.js').Mark} Mark */

/** More snapshots of one bundle than this are not read. */
const MOST = 5_000;

/** The snapshots of a bundle in a vault, newest first. @param {string} vault @param {string} bundle @param {unknown} turn read again when it changes */
export function useSnapshots(vault, bundle, turn) {
    return useCall((signal) => /** @type {Promise<VaultSnapshot[]>} */ (all(`vaults/${vault}/snapshots`, 'snapshots', { query: { bundleName: bundle }, most: MOST, signal })), [vault, bundle, turn]);
}

/** @param {VaultSnapshot} snapshot @returns {Mark['look']} */
export const lookOf = (snapshot) => (snapshot.goneAt !== undefined ? 'deleted' : !snapshot.complete ? 'incomplete' : snapshot.keptBy === undefined && snapshot.runId !== undefined ? 'going' : 'kept');

/** @param {VaultSnapshot} snapshot @returns {Mark} */
export const markOf = (snapshot) => ({ snapshot, at: Date.parse(snapshot.takenAt), by: snapshot.keptBy ?? [], look: lookOf(snapshot) });

/** The timeline of a bundle. @param {{vault: string, bundle: string, query: URLSearchParams}} props */
export function Timeline({ vault, bundle, query }) {
    const now = useNow(30_000);
    const place = useValue(vaults)?.find(({ name }) => name === vault);
    const active = useValue(activeRuns).filter((run) => run.vault === vault && run.bundleName === bundle);
    const last = useValue(lastBackups).get(`${vault}/${bundle}`);
    const { value: snapshots, problem, again } = useSnapshots(vault, bundle, `${last?.runId}/${active.map(({ runId, snapshotId }) => `${runId}${snapshotId}`).join()}`);
    const marks = useMemo(() => (snapshots ?? []).map(markOf), [snapshots]);
    const chosen = snapshots?.find(({ snapshotId }) => snapshotId === query.get('snapshot'));
    const open = (/** @type {string | undefined} */ id) => {
        location.replace(timelineLink(vault, bundle, id === undefined ? undefined : { snapshot: id }));
    };
    if (problem instanceof Problem && problem.kind === 'no-such-vault') {
        return html`<${Empty} icon="vaults" title=${T.vault.unknown.title} heading><p>${T.vault.unknown.hint}</p><a href=${link('vaults')}>${T.vault.unknown.back}</a></${Empty}>`;
    }
    return html`<${Head} vault=${vault} bundle=${bundle} />${place && html`<${VaultWarning} vault=${place} />`}<${Standing} vault=${vault} bundle=${bundle} now=${now} />
        ${active.map((run) => html`<section class="card" key=${run.runId}><${RunLane} run=${run} /></section>`)}
        <${Wrong} problem=${problem} again=${again} />
        ${snapshots === undefined && problem === undefined && html`<p class="soft" role="status">${T.common.loading}</p>`}
        ${snapshots?.length === 0 && html`<section class="card"><${Empty} icon="clock" title=${T.vault.timeline.empty.title}><p>${T.vault.timeline.empty.hint}</p></${Empty}></section>`}
        ${snapshots !== undefined && snapshots.length > 0 && html`<${Chart} marks=${marks} now=${now} open=${open} /><${List} bundle=${bundle} marks=${marks} now=${now} open=${open} />`}
        <${Curl} calls=${[[`vaults/${vault}/snapshots`, { query: { bundleName: bundle } }], [`vaults/${vault}/retention`, { query: { bundleName: bundle } }], [`vaults/${vault}/runs`, { method: 'POST', json: { kind: 'backup', bundles: [bundle] } }]]} />
        ${chosen && html`<${SnapshotDialog} key=${chosen.snapshotId} snapshot=${chosen} others=${snapshots ?? []} changed=${again} close=${() => open(undefined)} />`}`;
}

/** @param {{vault: string, bundle: string}} props */
function Head({ vault, bundle }) {
    const known = useValue(bundles)?.has(bundle);
    return html`<div class="page-head"><div><p class="soft"><a href=${link('vaults')}>${T.vault.title}</a></p><h1 class="break">${bundle}</h1><p class="soft">${T.vault.timeline.of(vault)}</p></div>
        <div class="row">${known && html`<${RunNow} vault=${vault} bundle=${bundle} /><a class="button" href=${link('bundles', bundle)}>${T.vault.timeline.toBundle}</a>`}</div></div>`;
}

/** What a person should know beside the snapshots. @param {{vault: string, bundle: string, now: number}} props */
function Standing({ vault, bundle, now }) {
    const line = useValue(contents).get(vault)?.find(({ bundleName }) => bundleName === bundle);
    const kept = useValue(keeping).get(bundle);
    if (line === undefined) {
        return null;
    }
    const state = stateOf(vault, line, kept);
    const texts = T.vault.timeline;
    return html`<p class="row"><${Badge} ...${LINE_LOOKS[state]}>${T.vault.states[state]}</${Badge}><span>${T.vault.snapshots(line.snapshots)}</span><span class="soft">${bytes(line.storedBytes)}</span>
            <span class="soft" title=${moment(line.nextRunAt)}>${line.nextRunAt === undefined ? T.vault.noNext : T.vault.next(ago(line.nextRunAt, now))}</span></p>
        ${state === 'failed' && kept?.failed && html`<${Notice} kind="bad" title=${texts.failed(ago(kept.failed.endedAt, now))}><span>${kept.failed.err?.message}</span><a href=${link('runs', kept.failed.runId)}>${texts.toRun}</a></${Notice}>`}
        ${state === 'overdue' && html`<${Notice} kind="warn">${texts.overdue}</${Notice}>`}${state === 'outside' && html`<${Notice}>${texts.outside}</${Notice}>`}${state === 'gone' && html`<${Notice}>${texts.notPresent}</${Notice}>`}
        ${line.retentionSuspended !== undefined && html`<${Notice} kind="warn" title=${texts.suspended}>${line.retentionSuspended}</${Notice}>`}`;
}

const DAY = 86_400_000;

/** @param {{marks: Mark[], now: number, open: (id: string) => void}} props */
export function Chart({ marks, now, open }) {
    const texts = T.vault.timeline;
    const [range, setRange] = useState('all');
    const ranges = Object.entries(texts.ranges).sort(([one], [other]) => (other === 'all' ? 1 : one === 'all' ? -1 : Number(other) - Number(one)));
    const from = range === 'all' ? undefined : Math.floor(now / 60_000) * 60_000 - Number(range) * DAY;
    const shown = useMemo(() => (from === undefined ? marks : marks.filter(({ at }) => at >= from)), [marks, from]);
    const count = (/** @type {Mark['look']} */ look) => shown.filter((mark) => mark.look === look).length;
    const label = texts.chart(shown.length, moment(shown.at(-1)?.snapshot.takenAt), moment(shown[0]?.snapshot.takenAt), count('incomplete'), count('deleted'));
    return html`<section class="card"><div class="card-head"><h2>${texts.title}</h2><${Select} bare label=${texts.range} value=${range} options=${ranges} onChange=${setRange} /></div>
        <${Axis} marks=${shown} from=${from} now=${now} label=${label} pick=${(/** @type {VaultSnapshot} */ snapshot) => open(snapshot.snapshotId)} />
        <${Legend} looks=${shown.map(({ look }) => look)} /><p class="soft small">${texts.chartHint}</p></section>`;
}

/** @type {Record<string, (mark: Mark) => boolean>} */
const KINDS = {
    all: () => true,
    kept: ({ look }) => look !== 'deleted',
    incomplete: ({ snapshot }) => !snapshot.complete,
    pinned: ({ snapshot }) => snapshot.pinned,
    deleted: ({ look }) => look === 'deleted',
};

/** @param {{bundle: string, marks: Mark[], now: number, open: (id: string) => void}} props */
function List({ bundle, marks, now, open }) {
    const texts = T.vault.timeline;
    const [kind, setKind] = useState('all');
    const shown = useMemo(() => marks.filter((mark) => KINDS[kind]?.(mark)), [marks, kind]);
    const options = Object.entries(texts.kinds).flatMap(([key, text]) => {
        const count = marks.filter((mark) => KINDS[key]?.(mark)).length;
        return count === 0 && key !== kind ? [] : [[key, T.vault.showKind(text, count)]];
    });
    return html`<section class="card"><div class="card-head"><h2>${texts.list}</h2><${Select} bare label=${T.vault.show} value=${kind} options=${options} onChange=${setKind} /></div>
        ${shown.length === 0 && html`<p class="soft" role="status">${texts.nothingOfKind}</p>`}
        <${Rows} class="snapshots" label=${texts.list} items=${shown} height=${68} keyOf=${(/** @type {Mark} */ { snapshot }) => snapshot.snapshotId} row=${(/** @type {Mark} */ mark) => html`<${Row} mark=${mark} now=${now} open=${open} />`} />
        <${Table} bundle=${bundle} marks=${shown} /></section>`;
}

/** What keeps a snapshot, or what becomes of it. @param {{mark: Mark}} props */
export function Why({ mark: { snapshot, by, look } }) {
    const words = snapshot.runId === undefined && by.length === 0 ? T.vault.timeline.byRestic : by.filter((reason) => reason !== 'pinned' && reason !== 'incomplete').map((reason) => T.vault.keptBy[reason] ?? reason).join(', ');
    return html`${snapshot.pinned && html`<${Badge} kind="busy" icon="pin">${T.vault.snapshot.pinned}</${Badge}>`}
        ${!snapshot.complete && html`<${Badge} kind="warn" icon="warning">${T.vault.timeline.failedCount(snapshot.failedCount)}</${Badge}>`}
        ${look === 'deleted' && html`<${Badge} icon="delete">${T.vault.snapshot.deleted}</${Badge}>`}${look === 'going' && html`<${Badge} kind="warn" icon="clock">${T.vault.goingShort}</${Badge}>`}
        ${words !== '' && html`<span class="soft small cut">${words}</span>`}`;
}

/** @param {{mark: Mark, now: number, open: (id: string) => void}} props */
function Row({ mark, now, open }) {
    const { snapshot } = mark;
    const when = moment(snapshot.takenAt);
    const query = { vault: snapshot.vault, snapshotId: snapshot.snapshotId };
    return html`<div class="snapshot-row"><button type="button" class="snapshot-open" aria-label=${T.vault.timeline.openOf(when)} onClick=${() => open(snapshot.snapshotId)}>
            <span class="snapshot-when"><span class="bundle-name">${when}</span><span class="soft small">${ago(snapshot.takenAt, now)}</span></span>
            <span class="snapshot-why"><${Why} mark=${mark} />${snapshot.note !== undefined && html`<span class="small cut snapshot-note">${snapshot.note}</span>`}</span>
            <span class="snapshot-size number"><span>${bytes(snapshot.bytes)}</span><span class="soft small">${T.vault.timeline.added(bytes(snapshot.addedBytes))}</span></span></button>
        <span class="snapshot-links"><a class="button plain small" href=${link('snapshots', snapshot.vault, {}) + `/${snapshot.snapshotId}`} aria-label=${T.vault.timeline.browseOf(when)} title=${T.vault.timeline.browse}><${Icon} name="folder" /></a>
            <a class="button plain small" href=${link('restore-snapshot', undefined, query)} aria-label=${T.vault.timeline.restoreOf(when)} title=${T.vault.timeline.restore}><${Icon} name="restore" /></a></span></div>`;
}

/** @param {{bundle: string, marks: Mark[]}} props */
function Table({ bundle, marks }) {
    const [shown, show] = useState(false);
    const { tableCaption, table: heads, asTable } = T.vault.timeline;
    const state = (/** @type {Mark} */ { snapshot, look }) => (look === 'deleted' ? T.vault.snapshot.deleted : look === 'going' ? T.vault.goingShort : snapshot.complete ? T.vault.snapshot.complete : T.vault.snapshot.incomplete);
    // Made only for those who open it: it has a line for each snapshot.
    return html`<details class="more" onToggle=${(/** @type {any} */ event) => show(event.currentTarget.open)}><summary><${Icon} name="next" />${asTable}</summary>${shown && html`<div class="table-box" role="region" aria-label=${tableCaption(bundle)} tabindex="0"><table class="table small">
        <caption class="unseen">${tableCaption(bundle)}</caption><thead><tr>${Object.values(heads).map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${marks.map((mark) => html`<tr><th scope="row">${moment(mark.snapshot.takenAt)}</th><td>${state(mark)}</td><td>${mark.by.map((reason) => T.vault.keptBy[reason] ?? reason).join(', ')}</td><td class="number">${bytes(mark.snapshot.bytes)}</td>
            <td class="number">${bytes(mark.snapshot.addedBytes)}</td><td class="number">${bytes(mark.snapshot.storedBytes)}</td><td class="number">${number(mark.snapshot.files)}</td><td class="number">${number(mark.snapshot.failedCount)}</td></tr>`)}</tbody></table></div>`}</details>`;
}
