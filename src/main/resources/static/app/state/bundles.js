import { signal } from '../../vendor/ui.js';
import { all, call, Problem } from '../api.js';
import { onEvent, onMissed, readOnReturn } from '../live/live.js';
import { onSignedOut } from './login.js';

/**
 * The bundles of the service, by name, as `GET /bundles` gives them; undefined until they were read.
 *
 * @typedef {import('../schemas.js').Bundle} Bundle
 * @type {import('../../vendor/ui.js').Signal<Map<string, Bundle> | undefined>}
 */
export const bundles = signal(undefined);

/** Why the bundles could not be read. @type {import('../../vendor/ui.js').Signal<Problem | undefined>} */
export const bundlesProblem = signal(undefined);

/**
 * What the page says of a bundle; the first that is true, in the order of their urgency:
 * `problem`: the service cannot use it as it is; `failed`: the last backup did not complete; `overdue`: no backup as recent as demanded;
 * `partial`: the last backup lacks files; `cancelled`: the last backup was cancelled; `never`: there is no backup, and none is demanded;
 * `good`: there is a backup and nothing is wrong; `excluded`: the application does not take part in backups.
 * @typedef {typeof URGENCY[number]} Safety
 */
export const URGENCY = /** @type {const} */ (['problem', 'failed', 'overdue', 'partial', 'cancelled', 'never', 'good', 'excluded']);

/** @param {Bundle} bundle @returns {Safety} */
export function safety({ problem, allToBackup, overdue, lastBackup: last }) {
    if (problem !== undefined) {
        return 'problem';
    }
    if (!allToBackup) {
        return 'excluded';
    }
    if (last?.outcome === 'failed' || last?.outcome === 'rejected') {
        return 'failed';
    }
    if (overdue === true) {
        return 'overdue';
    }
    if (last === undefined) {
        return 'never';
    }
    if (last.outcome === 'cancelled') {
        // Not overdue although it is demanded: an earlier backup is recent enough.
        return overdue === false ? 'good' : 'cancelled';
    }
    return last.failedCount > 0 ? 'partial' : 'good';
}

/**
 * How many bundles there are of each kind; `all` without those that take no part, `today`: those that are good since today,
 * `oldest`: the end of the oldest backup of those that are good.
 * @param {Iterable<Bundle>} list
 * @param {number} now
 */
export function tally(list, now) {
    const counts = { all: 0, today: 0, oldest: /** @type {string | undefined} */ (undefined), problem: 0, failed: 0, overdue: 0, partial: 0, cancelled: 0, never: 0, good: 0, excluded: 0 };
    const midnight = new Date(now).setHours(0, 0, 0, 0);
    for (const bundle of list) {
        const state = safety(bundle);
        counts[state]++;
        counts.all += state === 'excluded' ? 0 : 1;
        const last = bundle.lastBackup;
        if (state === 'good' && last?.outcome === 'completed') {
            counts.today += Date.parse(last.endedAt) >= midnight ? 1 : 0;
            counts.oldest = counts.oldest === undefined || last.endedAt < counts.oldest ? last.endedAt : counts.oldest;
        }
    }
    return counts;
}

/** The last reading of the list. @type {Promise<void>} */
let reading = Promise.resolve();
/** A list makes the service measure what it has not measured yet, and answers without waiting for that. */
const MEASURED_AFTER_MILLISECONDS = [2_000, 10_000];

export function readBundles() {
    reading = readList(MEASURED_AFTER_MILLISECONDS);
    return reading;
}

/** @param {number[]} waits until the list is read again, if sizes are missing */
async function readList([wait, ...waits]) {
    try {
        const list = /** @type {Bundle[]} */ (await all('bundles', 'bundles'));
        bundles.value = new Map(list.map((bundle) => [bundle.bundleName, bundle]));
        bundlesProblem.value = undefined;
        if (wait !== undefined && list.some(({ spaceOccupied, problem }) => spaceOccupied === undefined && problem === undefined)) {
            setTimeout(() => bundles.value !== undefined && readList(waits), wait);
        }
    } catch (problem) {
        bundlesProblem.value = /** @type {Problem} */ (problem);
    }
}

/** Names that are to be read again. @type {Set<string>} */
const stale = new Set();
/** More than this many at once, and the whole list is one cheaper call. */
const MOST_ALONE = 20;
const WAIT_MILLISECONDS = 300;

async function readStale() {
    // A list that was asked for before must not come over what is newer.
    await reading;
    const names = [...stale];
    stale.clear();
    if (names.length > MOST_ALONE) {
        await readBundles();
        return;
    }
    for (const name of names) {
        try {
            const bundle = /** @type {Bundle} */ (await call(`bundles/${name}`));
            bundles.value = bundles.value && new Map(bundles.value).set(name, bundle);
        } catch (problem) {
            bundlesProblem.value = /** @type {Problem} */ (problem);
        }
    }
}

onEvent((event) => {
    if (event.type === 'onBundleEnd' && event.bundleName !== undefined) {
        if (stale.size === 0) {
            setTimeout(readStale, WAIT_MILLISECONDS);
        }
        stale.add(event.bundleName);
    }
});
onMissed(readBundles);
readOnReturn(bundlesProblem, readBundles);
onSignedOut(() => {
    bundles.value = undefined;
    bundlesProblem.value = undefined;
});
