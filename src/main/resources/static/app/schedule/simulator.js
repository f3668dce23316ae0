import { html, useMemo, useState } from '../../vendor/ui.js';
import { call } from '../api.js';
import { bytes, moment } from '../format.js';
import { contents, matcher } from '../state/vaults.js';
import { T } from '../texts.js';
import { useCall, useNow, useValue } from '../ui/hooks.js';
import { Curl, Icon, Notice, Select, Wrong } from '../ui/parts.js';
import { Axis, Legend } from '../vault/axis.js';
import { useSnapshots } from '../vault/timeline.js';
import { useCalm } from './times.js';

/** @typedef {import('../schemas.js').Retention} Retention @typedef {import('../schemas.js').RetentionDecision} Decision @typedef {import('../vault/axis.js').Mark} Mark */

/** What rules would do to the snapshots of a bundle. @param {{vault: string, patterns: string[], rules: Retention | undefined}} props `rules`: undefined while one is no number */
export function Simulator({ vault, patterns, rules }) {
    const lines = useValue(contents).get(vault);
    const names = useMemo(() => {
        const matches = matcher(patterns);
        return (lines ?? []).filter(({ bundleName, snapshots }) => snapshots > 0 && matches(bundleName)).sort((one, other) => other.snapshots - one.snapshots);
    }, [lines, patterns.join()]);
    const [chosen, choose] = useState('');
    const line = names.find(({ bundleName }) => bundleName === chosen) ?? names[0];
    const texts = T.schedules.simulator;
    return html`<div class="simulator"><div class="card-head"><h3>${texts.title}</h3>${line && html`<${Select} label=${texts.bundle} value=${line.bundleName} options=${names.map(({ bundleName, snapshots }) => [bundleName, T.vault.showKind(bundleName, snapshots)])} onChange=${choose} />`}</div>
        <p class="soft small">${line === undefined ? texts.none : texts.intro}</p>
        ${line && html`<${Result} key=${line.bundleName} vault=${vault} bundle=${line.bundleName} rules=${rules} turn=${`${line.newest}/${line.snapshots}`} />`}</div>`;
}

/** @param {{vault: string, bundle: string, rules: Retention | undefined, turn: string}} props */
function Result({ vault, bundle, rules, turn }) {
    const now = useNow(60_000);
    const texts = T.schedules.simulator;
    const { value: snapshots, problem: unread } = useSnapshots(vault, bundle, turn);
    const wanted = useCalm(rules === undefined ? '' : JSON.stringify(rules));
    const query = { bundleName: bundle, retention: wanted };
    const { value: decision, problem, again } = useCall((signal) => (wanted === '' ? new Promise(() => {}) : /** @type {Promise<Decision>} */ (call(`vaults/${vault}/retention`, { query, signal }))), [vault, bundle, wanted, turn]);
    const marks = useMemo(() => (decision === undefined ? [] : decide(snapshots ?? [], decision)), [snapshots, decision]);
    const gone = marks.filter(({ look }) => look === 'going').length;
    return html`<${Wrong} problem=${unread ?? problem} again=${again} />
        ${decision && html`<p class="simulated" role="status">${texts.result(decision.keep.length, decision.remove.length, bytes(decision.freesBytes))}</p>`}
        ${decision?.retentionSuspended && html`<${Notice} kind="warn" title=${texts.suspended}>${decision.retentionSuspended}</${Notice}>`}
        ${marks.length > 0 && html`<${Axis} marks=${marks} now=${now} label=${texts.chart(marks.length - gone, gone)} /><${Legend} looks=${marks.map(({ look }) => look)} words=${texts.legend} /><${Table} marks=${marks} />`}
        <p class="soft small">${texts.others}</p><${Curl} calls=${[[`vaults/${vault}/retention`, { query }]]} />`;
}

/** Each snapshot, and what becomes of it; deleted ones and those of restic are not counted. @param {import('../schemas.js').VaultSnapshot[]} snapshots @param {Decision} decision @returns {Mark[]} */
function decide(snapshots, decision) {
    const keep = new Map(decision.keep.map(({ snapshotId, by }) => [snapshotId, by]));
    const remove = new Set(decision.remove.map(({ snapshotId }) => snapshotId));
    return snapshots
        .filter(({ snapshotId }) => keep.has(snapshotId) || remove.has(snapshotId))
        .map((snapshot) => ({ snapshot, at: Date.parse(snapshot.takenAt), by: keep.get(snapshot.snapshotId) ?? [], look: remove.has(snapshot.snapshotId) ? 'going' : snapshot.complete ? 'kept' : 'incomplete' }));
}

/** @param {{marks: Mark[]}} props */
function Table({ marks }) {
    const [shown, show] = useState(false);
    const { caption, table: heads, asTable, stays, goes } = T.schedules.simulator;
    return html`<details class="more" onToggle=${(/** @type {any} */ event) => show(event.currentTarget.open)}><summary><${Icon} name="next" />${asTable}</summary>${shown && html`<div class="table-box tall" role="region" aria-label=${caption} tabindex="0"><table class="table small">
        <caption class="unseen">${caption}</caption><thead><tr>${Object.values(heads).map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${marks.map(({ snapshot, look, by }) => html`<tr><th scope="row">${moment(snapshot.takenAt)}</th><td>${look === 'going' ? goes : stays}</td><td>${by.map((reason) => T.vault.keptBy[reason] ?? reason).join(', ')}</td></tr>`)}</tbody></table></div>`}</details>`;
}
