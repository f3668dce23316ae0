import { computed, signal } from '../../vendor/ui.js';
import { all, call, Problem } from '../api.js';
import { onEvent, onMissed } from '../live/live.js';

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
 * `good`: there is a backup and nothing is wrong; `never`: there is none and none is demanded.
 * @typedef {'good' | 'overdue' | 'failed' | 'problem' | 'never'} Safety
 */

/** What the page says of a bundle. @param {Bundle} bundle @returns {Safety} */
export function safety(bundle) {
    if (bundle.problem !== undefined) {
        return 'problem';
    }
    if (bundle.lastBackup !== undefined && bundle.lastBackup.outcome !== 'completed' && bundle.lastBackup.outcome !== 'cancelled') {
        return 'failed';
    }
    if (bundle.overdue === true) {
        return 'overdue';
    }
    return bundle.lastBackup === undefined ? 'never' : 'good';
}

/** How many bundles there are of each kind. */
export const tally = computed(() => {
    const counts = { all: 0, good: 0, overdue: 0, failed: 0, problem: 0, never: 0 };
    for (const bundle of bundles.value?.values() ?? []) {
        counts.all++;
        counts[safety(bundle)]++;
    }
    return counts;
});

export async function readBundles() {
    try {
        const list = /** @type {Bundle[]} */ (await all('bundles', 'bundles'));
        bundles.value = new Map(list.map((bundle) => [bundle.bundleName, bundle]));
        bundlesProblem.value = undefined;
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
    const names = [...stale];
    stale.clear();
    if (names.length > MOST_ALONE) {
        await readBundles();
        return;
    }
    for (const name of names) {
        try {
            const bundle = /** @type {Bundle} */ (await call(`bundles/${name}`));
            bundles.value = new Map(bundles.value).set(name, bundle);
        } catch (problem) {
            bundlesProblem.value = /** @type {Problem} */ (problem);
        }
    }
}

onEvent((event) => {
    if (event.type === 'onBundleEnd' && event.bundleName !== undefined && bundles.value !== undefined) {
        if (stale.size === 0) {
            setTimeout(readStale, WAIT_MILLISECONDS);
        }
        stale.add(event.bundleName);
    }
});
onMissed(readBundles);
