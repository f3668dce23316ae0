import { computed, signal } from '../../vendor/ui.js';
import { all, call, Problem } from '../api.js';
import { onEvent, onMissed, readOnReturn } from '../live/live.js';
import { may, onSignedOut } from './login.js';

/**
 * The runs of all vaults: those that have not ended, and the newest that have, newest first, kept as they are by the events.
 *
 * @typedef {import('../schemas.js').VaultRun} VaultRun
 * @type {import('../../vendor/ui.js').Signal<Map<string, VaultRun> | undefined>}
 */
export const runs = signal(undefined);

/** Why the runs could not be read. @type {import('../../vendor/ui.js').Signal<Problem | undefined>} */
export const runsProblem = signal(undefined);

/** How many ended runs are known at most. */
const MOST_ENDED = 1_000;

/** What runs or waits, in the order in which it was ordered. */
export const activeRuns = computed(() => [...(runs.value?.values() ?? [])].filter(({ state }) => state !== 'ended').reverse());

/** @type {Map<string, VaultRun>} */
let newestEnded = new Map();

/** The newest ended backup of each bundle in each vault, by `<vault>/<bundle>`; one that was skipped says nothing of the bundle. */
export const lastBackups = computed(() => {
    /** @type {Map<string, VaultRun>} */
    const found = new Map();
    for (const run of runs.value?.values() ?? []) {
        const key = `${run.vault}/${run.bundleName}`;
        if (run.kind === 'backup' && run.state === 'ended' && run.outcome !== 'skipped' && !found.has(key)) {
            found.set(key, run);
        }
    }
    // Most views are of runs that go on, and what depends on this need not be computed for them.
    if (found.size !== newestEnded.size || [...found].some(([key, run]) => newestEnded.get(key) !== run)) {
        newestEnded = found;
    }
    return newestEnded;
});

/** Newest first; no more ended ones than the bound. @param {Iterable<VaultRun>} list */
function ordered(list) {
    let ended = 0;
    return new Map(
        [...list]
            .sort((one, other) => (one.queuedAt < other.queuedAt ? 1 : one.queuedAt > other.queuedAt ? -1 : 0))
            .filter(({ state }) => state !== 'ended' || ++ended <= MOST_ENDED)
            .map((run) => [run.runId, run]),
    );
}

/** A view of an ended run is the last one. @param {VaultRun | undefined} known @param {VaultRun} come */
const newer = (known, come) => (known?.state === 'ended' && come.state !== 'ended' ? known : come);

/** @type {Set<(run: VaultRun) => void>} */
const ends = new Set();

/** @param {(run: VaultRun) => void} listener called when a run ends @returns {() => void} ends it */
export function onRunEnd(listener) {
    ends.add(listener);
    return () => ends.delete(listener);
}

/** Takes views that are newer than what is known. @param {VaultRun[]} views */
function take(views) {
    const known = runs.value;
    if (known === undefined) {
        return;
    }
    const made = views.filter(({ runId }) => !known.has(runId));
    // Of runs that were ordered at one moment, the last one counts as the newest, as in the lists of the service.
    const next = new Map([...made.toReversed().map((run) => /** @type {const} */ ([run.runId, run])), ...known]);
    const ended = views.filter((view) => view.state === 'ended' && known.get(view.runId)?.state !== 'ended');
    views.forEach((view) => next.set(view.runId, newer(next.get(view.runId), view)));
    runs.value = made.length > 0 ? ordered(next.values()) : next;
    ended.forEach((run) => ends.forEach((listener) => listener(run)));
}

/** Views that came while the list was read: the list may be older than they are. @type {VaultRun[] | undefined} */
let meanwhile;

export async function readRuns() {
    if (!may('vault')) {
        return;
    }
    meanwhile ??= [];
    try {
        const found = /** @type {VaultRun[]} */ ([]);
        // The ended ones last: a run that ends meanwhile is in one of the answers.
        for (const state of ['queued', 'running', 'ended']) {
            found.push(.../** @type {VaultRun[]} */ (await all('runs', 'runs', { query: { state, limit: 1_000 }, most: state === 'ended' ? MOST_ENDED : Infinity })));
        }
        runs.value = ordered(new Map(found.map((run) => [run.runId, run])).values());
        runsProblem.value = undefined;
        take(meanwhile);
    } catch (problem) {
        runsProblem.value = /** @type {Problem} */ (problem);
    } finally {
        meanwhile = undefined;
    }
}

/** Reads one run, so that what an action has changed is seen also while the connection is away. @param {string} runId @param {AbortSignal} [cancel] */
export async function readRun(runId, cancel) {
    const run = /** @type {VaultRun} */ (await call(`runs/${encodeURIComponent(runId)}`, { signal: cancel }));
    take([run]);
    return run;
}

/**
 * Orders runs.
 * @param {string} vault @param {'backup' | 'prune'} kind @param {string[]} [bundles] without any: all
 * @returns {Promise<VaultRun[]>}
 */
export async function order(vault, kind, bundles) {
    const answer = /** @type {{runs: VaultRun[]}} */ (await call(`vaults/${vault}/runs`, { method: 'POST', json: { kind, bundles } }));
    // An event may have told more already.
    take(answer.runs.filter(({ runId }) => !runs.value?.has(runId)));
    return answer.runs;
}

/** Views that came together are taken together. @type {VaultRun[]} */
let come = [];

onEvent(({ type, data }) => {
    if (type !== 'run') {
        return;
    }
    meanwhile?.push(data);
    if (come.push(data) === 1) {
        queueMicrotask(() => {
            const views = come;
            come = [];
            take(views);
        });
    }
});
onMissed(readRuns);
readOnReturn(runsProblem, readRuns);
onSignedOut(() => {
    runs.value = undefined;
    runsProblem.value = undefined;
});
