import { html } from '../../vendor/ui.js';
import { ago } from '../format.js';
import { link } from '../route.js';
import { position, useQueue } from '../state/queue.js';
import { work } from '../state/sessions.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { activeRuns } from '../state/runs.js';
import { Lane, useLaneHeight } from '../ui/lane.js';
import { Rows } from '../ui/parts.js';
import { SteerButton } from '../ui/steer.js';
import { CancelButton, RunLane } from '../vault/lane.js';

/** @typedef {import('../schemas.js').VaultRun} VaultRun @typedef {import('../state/sessions.js').Work} Work @typedef {{run: VaultRun} | Work} Entry */

/** @param {Entry} entry */
const keyOf = (entry) => ('run' in entry ? entry.run.runId : `${entry.session.sessionId}/${entry.bundle.bundleName}`);

/** What callers have ordered: the session of a run is the run's. */
function useOwnWork() {
    const runs = useValue(activeRuns);
    const sessions = new Set(runs.map(({ sessionId }) => sessionId));
    return { runs, work: useValue(work).filter(({ session }) => !sessions.has(session.sessionId)) };
}

/** What runs, a lane each. */
export function Running() {
    const height = useLaneHeight();
    const { runs, work } = useOwnWork();
    /** @type {Entry[]} */
    const running = [...runs.filter(({ state }) => state === 'running').map((run) => ({ run })), ...work.filter(({ bundle }) => bundle.state === 'running')];
    return html`<section class="card"><h2>${T.overview.running}</h2>${
        running.length === 0
            ? html`<p class="soft">${T.overview.nothingRuns}</p>`
            : html`<${Rows} class="lanes" label=${T.overview.running} items=${running} height=${height} keyOf=${keyOf}
                row=${(/** @type {Entry} */ entry) => ('run' in entry ? html`<${RunLane} run=${entry.run} />` : html`<${Lane} session=${entry.session} bundle=${entry.bundle} />`)} />`
    }</section>`;
}

/** What waits for its turn, in the order of the queue of the whole service. @param {{now: number}} props */
export function Waiting({ now }) {
    const places = useQueue();
    const { runs, work } = useOwnWork();
    const queued = work
        .filter(({ bundle }) => bundle.state === 'queued')
        .map((entry) => ({ ...entry, place: position(places, entry.session.sessionId, entry.bundle.bundleName) }))
        .sort((one, other) => (one.place ?? Infinity) - (other.place ?? Infinity) || 0);
    /** @type {Entry[]} */
    const waiting = [...queued, ...runs.filter(({ state }) => state === 'queued').map((run) => ({ run }))];
    return waiting.length === 0
        ? null
        : html`<section class="card"><h2>${T.overview.waiting}</h2><${Rows} label=${T.overview.waiting} items=${waiting} height=${56} keyOf=${keyOf}
            row=${(/** @type {any} */ entry) => ('run' in entry ? html`<${RunRow} run=${entry.run} now=${now} />` : html`<${QueueRow} ...${entry} now=${now} />`)} /></section>`;
}

/** @param {{run: VaultRun, now: number}} props */
function RunRow({ run, now }) {
    return html`<div class="queue-row"><span class="soft small queue-place">${run.vault}</span><a href=${link('runs', run.runId)}>${run.bundleName}</a>
        <span class="soft small queue-facts"><span>${run.retryAt === undefined ? ago(run.queuedAt, now) : T.runs.retry(ago(run.retryAt, now))}</span></span><${CancelButton} run=${run} /></div>`;
}

/** @param {import('../state/sessions.js').Work & {place: number | undefined, now: number}} props */
function QueueRow({ session, bundle, place, now }) {
    return html`<div class="queue-row"><span class="number queue-place">${place !== undefined && T.overview.position(place)}</span>
        <a href=${link('sessions', session.sessionId, { bundle: bundle.bundleName })}>${bundle.bundleName}</a>
        <span class="soft small queue-facts"><span>${T.overview.priority(bundle.priority)}</span><span>${ago(bundle.queuedAt, now)}</span></span>
        <${SteerButton} session=${session} bundle=${bundle} /></div>`;
}
