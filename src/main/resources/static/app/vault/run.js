import { html, useEffect, useState } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';
import { ago, between, bytes, duration, moment, number, time } from '../format.js';
import { link } from '../route.js';
import { order, readRun, runs } from '../state/runs.js';
import { T } from '../texts.js';
import { useCall, useNow, usePages, useValue } from '../ui/hooks.js';
import { say } from '../ui/messages.js';
import { Curl, Empty, Icon, Notice, Rows, Wrong } from '../ui/parts.js';
import { RunLane } from './lane.js';
import { timelineLink } from './tabs.js';
import { may } from '../state/login.js';

/** @typedef {import('../schemas.js').VaultRun} VaultRun @typedef {import('../schemas.js').Schemas} Schemas */

/** A run live: its lane, its facts, its report and its events. @param {{id: string}} props */
export function RunPage({ id }) {
    const listed = useValue(runs)?.get(id);
    const asked = useCall((signal) => readRun(id, signal), [id]);
    const run = listed ?? asked.value;
    const now = useNow(5_000);
    if (run === undefined) {
        const missing = asked.problem instanceof Problem && [400, 404].includes(asked.problem.status);
        return missing
            ? html`<${Empty} icon="sessions" title=${T.runs.unknown.title} heading><p>${T.runs.unknown.hint}</p><a href=${link('runs')}>${T.runs.unknown.back}</a></${Empty}>`
            : html`<h1>${T.runs.run}</h1>${asked.problem === undefined ? html`<p class="soft">${T.common.loading}</p>` : html`<${Wrong} problem=${asked.problem} again=${asked.again} />`}`;
    }
    return html`<div class="page-head"><div><p class="soft"><a href=${link('runs')}>${T.runs.title}</a></p><h1>${T.runs.into(run.kind, run.vault)}</h1><p class="soft small break">${T.runs.idOf(id)}</p></div>
            <div class="row">${run.snapshotId !== undefined && run.state === 'ended' && html`<a class="button main" href=${timelineLink(run.vault, run.bundleName, { snapshot: run.snapshotId })}><${Icon} name="clock" />${T.runs.toSnapshot}</a>`}<${Again} run=${run} /></div></div>
        <section class="card"><${RunLane} run=${run} linked=${false} /><${Cause} run=${run} now=${now} /></section>
        <div class="columns"><div class="stack"><${Report} run=${run} /><${Events} run=${run} /></div><${Facts} run=${run} now=${now} /></div>`;
}

/** Why a run failed, was passed over, or is tried again. @param {{run: VaultRun, now: number}} props */
function Cause({ run, now }) {
    if (run.err === undefined) {
        return null;
    }
    const skipped = run.outcome === 'skipped';
    const title = skipped ? T.runs.skippedBecause : run.state === 'ended' ? T.runs.failedBecause : T.runs.lastAttempt(ago(run.retryAt, now));
    return html`<${Notice} kind=${skipped ? 'info' : run.state === 'ended' ? 'bad' : 'warn'} title=${title}><span>${T.runs.failure(run.err.message, run.err.code)}</span>${run.err.path !== undefined && html`<span class="break">${run.err.path}</span>`}</${Notice}>`;
}

/** Orders the same work anew. @param {{run: VaultRun}} props */
function Again({ run }) {
    const [state, set] = useState(/** @type {{busy?: boolean, made?: VaultRun, problem?: Error}} */ ({}));
    const allowed = run.kind === 'backup' || may('vault-admin');
    useEffect(() => set({}), [run.runId]);
    if (run.state !== 'ended' || !allowed) {
        return null;
    }
    const act = async () => {
        set({ busy: true });
        try {
            const [made] = await order(run.vault, run.kind, [run.bundleName]);
            say('good', made?.outcome === 'skipped' ? T.runs.againSkipped : T.runs.againDone(run.bundleName));
            set({ made });
        } catch (failure) {
            set({ problem: /** @type {Error} */ (failure) });
        }
    };
    return html`${state.made === undefined ? html`<button type="button" class="button" disabled=${state.busy} onClick=${act}><${Icon} name="running" />${T.runs.again}</button>` : html`<a class="button" href=${link('runs', state.made.runId)}>${T.runs.toNew}</a>`}<${Wrong} problem=${state.problem} />`;
}

/** @param {{run: VaultRun, now: number}} props */
function Facts({ run, now }) {
    const facts = T.runs.facts;
    const rows = /** @type {[string, any][]} */ ([
        [facts.bundle, html`<a href=${link('bundles', run.bundleName)}>${run.bundleName}</a>`],
        [facts.vault, html`<a href=${link('vaults', run.vault)}>${run.vault}</a>`],
        [facts.schedule, run.schedule === undefined ? T.runs.byHand : html`<a href=${link('schedules', run.schedule)}>${run.schedule}</a>`],
        [facts.attempt, number(run.attempt)],
        [facts.queued, moment(run.queuedAt)],
        run.beganAt && [facts.began, moment(run.beganAt)],
        run.endedAt && [facts.ended, moment(run.endedAt)],
        run.beganAt && [facts.took, duration(run.endedAt === undefined ? Math.max(0, (now - Date.parse(run.beganAt)) / 1000) : between(run.beganAt, run.endedAt))],
        run.filesTotal !== undefined && [facts.files, T.common.of(number(run.filesDone), number(run.filesTotal))],
        run.bytesTotal !== undefined && [facts.content, T.common.of(bytes(run.bytesDone), bytes(run.bytesTotal))],
        run.kind === 'backup' && [facts.stored, bytes(run.bytesStored)],
        run.kind === 'backup' && [facts.reused, bytes(run.bytesReused)],
        run.sessionId && [facts.session, html`<a href=${link('sessions', run.sessionId)}>${run.sessionId.slice(0, 8)}</a>`],
    ].filter(Boolean));
    return html`<section class="card"><h2>${facts.title}</h2><dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd class="break">${value}</dd>`)}</dl>
        <p><a href=${timelineLink(run.vault, run.bundleName)}>${T.runs.toTimeline}</a></p><${Curl} calls=${[[`runs/${run.runId}`], ...(run.state === 'ended' ? [] : [[`runs/${run.runId}/cancel`, { method: 'POST' }]]), [`vaults/${run.vault}/runs`, { method: 'POST', json: { kind: run.kind, bundles: [run.bundleName] } }]]} /></section>`;
}

/** What could not be read. @param {{run: VaultRun}} props */
function Report({ run }) {
    const path = `runs/${run.runId}/report`;
    const { items, problem, complete, again, more } = usePages(path, { limit: 500 }, (/** @type {Schemas['VaultRunReport']} */ page) => page.failed, [run.state, run.attempt]);
    const ended = run.state === 'ended';
    return html`<section class="card"><div class="card-head"><h2>${T.runs.report}</h2>${items && items.length > 0 && html`<span class="soft small">${T.runs.failedCount(items.length, !complete)}</span>`}</div><${Wrong} problem=${problem} again=${again} />
        ${!ended && html`<p class="soft">${T.runs.noReport}</p>`}${ended && items?.length === 0 && run.outcome === 'completed' && html`<p class="row"><${Icon} name="check" />${T.runs.nothingFailed}</p>`}
        ${ended && items?.length === 0 && run.outcome !== 'completed' && html`<p class="soft">${run.err === undefined ? T.runs.outcomes[run.outcome ?? 'cancelled'] : T.runs.failure(run.err.message, run.err.code)}</p>`}
        ${items && items.length > 0 && html`<${Rows} class="failures" label=${T.runs.failed} items=${items} height=${56} keyOf=${(/** @type {Schemas['FailedEntry']} */ entry) => `${entry.path}/${entry.code}`} end=${more}
            row=${(/** @type {Schemas['FailedEntry']} */ entry) => html`<div class="failure"><span class="cut" title=${entry.path}>${entry.path}</span><span class="soft small cut" title=${entry.message}>${T.runs.failure(entry.message, entry.code)}</span></div>`} />`}<${Curl} calls=${[[path]]} /></section>`;
}

/** What happened in the run, from its beginning. @param {{run: VaultRun}} props */
function Events({ run }) {
    const path = `runs/${run.runId}/events`;
    const turn = `${run.state}/${run.attempt}/${run.phase}/${run.snapshotId}`;
    const { value, problem, again } = useCall((signal) => readEvents(path, signal), [path, turn]);
    return html`<section class="card"><div class="card-head"><h2>${T.runs.events}</h2>${value !== undefined && value.length > 0 && html`<span class="soft small">${T.runs.eventCount(value.length)}</span>`}</div><${Wrong} problem=${problem} again=${again} />
        ${value?.length === 0 && html`<p class="soft">${T.runs.noEvents}</p>`}
        ${value !== undefined && value.length > 0 && html`<${Rows} label=${T.runs.events} items=${value} height=${44} keyOf=${(/** @type {Schemas['VaultRunEvent']} */ event) => String(event.seq)} row=${(/** @type {Schemas['VaultRunEvent']} */ event) => html`<${EventRow} event=${event} />`} />`}<${Curl} calls=${[[path, { headers: { Accept: 'text/event-stream' } }]]} /></section>`;
}

/** @param {string} path @param {AbortSignal} signal @returns {Promise<Schemas['VaultRunEvent'][]>} */
async function readEvents(path, signal) {
    const found = [];
    let page;
    do {
        page = /** @type {Schemas['VaultRunEventPage']} */ (await call(path, { query: { after: page?.next ?? 0, limit: 1000, wait: 0 }, signal }));
        found.push(...page.events);
    } while (page.events.length > 0 && page.next < page.lastSeq);
    return found;
}

/** @param {{event: Schemas['VaultRunEvent']}} props */
function EventRow({ event }) {
    const words = event.err ? T.runs.failure(event.err.message, event.err.code) : (T.runs.event[event.type]?.(event.data, { bytes }) ?? event.type);
    return html`<div class=${`run-event ${event.err ? 'err' : ''}`}><span class="soft small number" title=${moment(event.time)}>${time(event.time)}</span><span class="cut" title=${words}>${event.err && html`<${Icon} name="failed" />`}${words}</span></div>`;
}
