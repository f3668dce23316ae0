import { html, useMemo, useState } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';
import { Charts, RunList, Table } from '../bundle/history.js';
import { Previous } from '../bundle/previous.js';
import { ago, bytes, moment } from '../format.js';
import { LOOKS } from '../overview/bundles.js';
import { OfBundle, Snapshots, StillKept } from '../vault/of-bundle.js';
import { link } from '../route.js';
import { bundles } from '../state/bundles.js';
import { work } from '../state/sessions.js';
import { keeping, settled, standing } from '../state/vaults.js';
import { T } from '../texts.js';
import { useCall, useNow, useValue } from '../ui/hooks.js';
import { Lane } from '../ui/lane.js';
import { Badge, Curl, Empty, Icon, Notice, Wrong } from '../ui/parts.js';

/** @typedef {import('../schemas.js').Bundle} Bundle @typedef {import('../schemas.js').Session} Session */

/** A bundle: facts, history, earlier states. @param {{part: string}} props `part`: its name */
export function BundlePage({ part: name }) {
    const listed = useValue(bundles)?.get(name);
    // Not in the list: it may be newer than the list, or not there at all.
    const asked = useCall((signal) => /** @type {Promise<Bundle>} */ (call(`bundles/${encodeURIComponent(name)}`, { signal })), [name]);
    const bundle = listed ?? asked.value;
    const kept = useValue(keeping);
    const whole = useValue(settled);
    const now = useNow(30_000);
    const mine = useValue(work).filter(({ bundle: { bundleName, restoreTo } }) => bundleName === name || restoreTo === name);
    if (bundle === undefined) {
        const missing = asked.problem instanceof Problem && (asked.problem.status === 404 || asked.problem.status === 400);
        return missing
            ? html`<${Empty} icon="bundle" title=${T.bundle.unknown.title} heading><p>${T.bundle.unknown.hint}</p><${StillKept} name=${name} /><a href="#/">${T.bundle.unknown.back}</a></${Empty}>`
            : html`<h1 class="break">${name}</h1><${Wrong} problem=${asked.problem} again=${asked.again} />`;
    }
    const state = standing(bundle, kept.get(name));
    const turn = `${bundle.lastBackup?.sessionId}/${bundle.lastBackup?.endedAt}/${bundle.lastRestore?.sessionId}/${mine.length}`;
    return html`<div class="page-head"><div><p class="soft">${T.bundle.title}</p><h1 class="break">${name}</h1><div>${whole && html`<${Badge} ...${LOOKS[state]}>${T.overview.safety[state]}</${Badge}>`}</div></div>
            <div class="row"><a class="button main" href=${link('backup', undefined, { bundle: name })}><${Icon} name="backup" />${T.bundle.backUp}</a>
                <a class="button" href=${link('restore', undefined, { bundle: name })}><${Icon} name="restore" />${T.bundle.restore}</a></div></div>
        <${Warning} bundle=${bundle} state=${state} kept=${kept.get(name)} />
        ${mine.length > 0 && html`<section class="card"><h2>${T.overview.running}</h2>${mine.map((entry) => html`<${Lane} key=${entry.session.sessionId} ...${entry} />`)}</section>`}
        <div class="columns"><div class="stack"><${Snapshots} name=${name} now=${now} /><${History} name=${name} turn=${turn} now=${now} kept=${kept.get(name)?.newestComplete !== undefined} /></div>
            <div class="stack"><${OfBundle} name=${name} now=${now} /><${Facts} bundle=${bundle} now=${now} /><${Previous} name=${name} turn=${turn} now=${now} /><${Info} name=${name} key=${name} /></div></div>`;
}

/** @param {{bundle: Bundle, state: import('../state/bundles.js').Safety, kept: import('../state/vaults.js').Keeping | undefined}} props */
function Warning({ bundle, state, kept }) {
    if (bundle.problem !== undefined) {
        return html`<${Notice} kind="bad" title=${T.bundle.problem}><span>${bundle.problem}</span><span class="small">${T.bundle.problemHint}</span></${Notice}>`;
    }
    if (state === 'failed' && kept?.failed) {
        return html`<${Notice} kind="bad" title=${T.overview.runFailed(kept.failed.vault, undefined)}><span>${kept.failed.err?.message}</span><a href=${link('runs', kept.failed.runId)}>${T.vault.timeline.toRun}</a></${Notice}>`;
    }
    if (state === 'overdue' && kept?.overdue) {
        return html`<${Notice} kind="warn">${T.vault.timeline.overdue}</${Notice}>`;
    }
    return state === 'overdue' || state === 'excluded' ? html`<${Notice} kind=${state === 'overdue' ? 'warn' : 'info'}>${T.bundle[state]}</${Notice}>` : null;
}

/** @param {{run: Bundle['lastBackup'], now: number}} props */
function LastRun({ run, now }) {
    return run === undefined
        ? T.bundle.none
        : html`<a href=${link('sessions', run.sessionId)} title=${moment(run.endedAt)}>${ago(run.endedAt, now)}</a><br /><span class="soft small">${T.common.outcomes[run.outcome]}, ${T.common.files(run.files)}, ${bytes(run.bytes)}</span>`;
}

/** @param {{bundle: Bundle, now: number}} props */
function Facts({ bundle, now }) {
    return html`<section class="card"><h2>${T.bundle.facts}</h2><dl class="facts">
        <dt>${T.bundle.lastBackup}</dt><dd><${LastRun} run=${bundle.lastBackup} now=${now} /></dd>
        <dt>${T.bundle.lastRestore}</dt><dd><${LastRun} run=${bundle.lastRestore} now=${now} /></dd>
        <dt>${T.bundle.size}</dt><dd class="number">${bytes(bundle.spaceOccupied)}</dd>
        ${bundle.spaceMeasuredAt && html`<dt>${T.bundle.measured}</dt><dd title=${moment(bundle.spaceMeasuredAt)}>${ago(bundle.spaceMeasuredAt, now)}</dd>`}
        ${bundle.backupEvery && html`<dt>${T.bundle.every}</dt><dd>${T.bundle.period(bundle.backupEvery)}</dd>`}
        ${bundle.versionName !== undefined && html`<dt>${T.bundle.version}</dt><dd class="break">${T.bundle.versionOf(bundle.versionName, bundle.versionCode ?? 0)}</dd>`}
        ${bundle.extensionName && html`<dt>${T.bundle.extension}</dt><dd class="break">${bundle.extensionName.split(/(?=[A-Z])/).map((word) => html`${word}<wbr />`)}</dd>`}
        ${bundle.appIndex > 0 && html`<dt>${T.bundle.appIndex}</dt><dd class="number">${bundle.appIndex}</dd>`}
        ${bundle.fullBackupOnly && html`<dt>${T.bundle.fullOnly}</dt><dd>${T.bundle.fullOnlyText}</dd>`}</dl>
        <${Curl} calls=${[[`bundles/${bundle.bundleName}`]]} /></section>`;
}

const MOST_RUNS = 60;

/** @param {{name: string, turn: string, now: number, kept: boolean}} props `kept`: there are snapshots, so that no history is no bad sign */
function History({ name, turn, now, kept }) {
    const query = { bundleName: name, limit: MOST_RUNS };
    const { value, problem, again } = useCall((signal) => /** @type {Promise<{sessions: Session[]}>} */ (call('sessions', { query, signal })), [name, turn]);
    const runs = useMemo(
        () => (value?.sessions ?? []).flatMap((session) => session.bundles.filter(({ bundleName, restoreTo }) => bundleName === name || restoreTo === name).map((bundle) => ({ session, bundle }))),
        [value, name],
    );
    const silent = kept && problem === undefined && runs.length === 0;
    return html`${!silent && html`<section class="card"><div class="card-head"><h2>${T.bundle.history}</h2>${runs.length > 0 && html`<span class="soft small">${T.bundle.shown(runs.length)}</span>`}</div>
            <${Wrong} problem=${problem} again=${again} />
            ${value !== undefined && html`<${Charts} runs=${runs} />`}${runs.length > 0 && html`<${Table} runs=${runs} name=${name} />`}</section>`}
        <section class="card"><div class="card-head"><h2>${T.bundle.sessions}</h2><a class="small" href=${link('sessions', undefined, { bundle: name })}>${T.bundle.allSessions}</a></div>
            ${value !== undefined && runs.length === 0 && html`<p class="soft">${T.bundle.noSessions}</p>`}<${RunList} runs=${runs} now=${now} />
            <${Curl} calls=${[['sessions', { query }]]} /></section>`;
}

/** @param {{name: string}} props */
function Info({ name }) {
    const [answer, set] = useState(/** @type {{busy?: boolean, text?: string, problem?: Error}} */ ({}));
    const ask = async () => {
        set({ busy: true });
        try {
            set({ text: /** @type {{backupInfo: string}} */ (await call(`bundles/${name}/backup-info`)).backupInfo });
        } catch (problem) {
            set({ problem: /** @type {Error} */ (problem) });
        }
    };
    return html`<section class="card"><h2>${T.bundle.info}</h2><p class="soft small">${T.bundle.infoHint}</p>
        <div><button type="button" class="button" disabled=${answer.busy} onClick=${ask}>${T.bundle.infoAsk}</button></div>
        <div role="status">${answer.text !== undefined && (answer.text === '' ? html`<p>${T.bundle.infoEmpty}</p>` : html`<pre class="text-box" tabindex="0">${answer.text}</pre>`)}</div>
        <${Wrong} problem=${answer.problem} /><${Curl} calls=${[[`bundles/${name}/backup-info`]]} /></section>`;
}
