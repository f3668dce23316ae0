import { computed, signal } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';
import { onEvent, onMissed, readOnReturn } from '../live/live.js';
import { bundles, safety, URGENCY } from './bundles.js';
import { login, may, onSignedOut } from './login.js';
import { lastBackups, onRunEnd } from './runs.js';

/**
 * The vaults, what each has of each bundle, and the schedules; undefined until they were read, or for a caller that may not see them.
 *
 * @typedef {import('../schemas.js').Vault} Vault
 * @typedef {import('../schemas.js').VaultBundle} VaultBundle
 * @typedef {import('../schemas.js').Schedule} Schedule
 * @type {import('../../vendor/ui.js').Signal<Vault[] | undefined>}
 */
export const vaults = signal(undefined);

/** By the vault's name; a vault that cannot be used has no entry. @type {import('../../vendor/ui.js').Signal<Map<string, VaultBundle[]>>} */
export const contents = signal(new Map());

/** @type {import('../../vendor/ui.js').Signal<Schedule[] | undefined>} */
export const schedules = signal(undefined);

/** Why they could not be read. @type {import('../../vendor/ui.js').Signal<Problem | undefined>} */
export const vaultsProblem = signal(undefined);

/** Whether it is known what the vaults keep, or why not: before, a page must not say that a bundle was never backed up. */
export const settled = computed(() => login.value?.authorities.includes('vault') !== true || vaults.value !== undefined || vaultsProblem.value !== undefined);

/** What patterns of a schedule match: `*` any characters, `?` one, as the service does. @param {string[]} patterns @returns {(name: string) => boolean} */
export const matcher = (patterns) => (name) => patterns.some((pattern) => matches(pattern, name));

/** Goes back to the last asterisk only, so that no pattern takes long. @param {string} pattern @param {string} name */
function matches(pattern, name) {
    let [at, asterisk, tried] = [0, -1, 0];
    for (let read = 0; read < name.length; ) {
        if (pattern[at] === '*') {
            asterisk = at++;
            tried = read;
        } else if (pattern[at] === '?' || pattern[at] === name[read]) {
            at++;
            read++;
        } else if (asterisk >= 0) {
            at = asterisk + 1;
            read = ++tried;
        } else {
            return false;
        }
    }
    return /^\**$/.test(pattern.slice(at));
}

/**
 * How the vaults keep a bundle.
 * @typedef {object} Keeping
 * @property {string[]} planned the vaults into which schedules that are not paused back it up
 * @property {string[]} missing those of them that have no complete snapshot
 * @property {boolean} unknown one of them cannot be looked at now
 * @property {boolean} overdue
 * @property {VaultBundle[]} lines what each vault has
 * @property {string} [newestComplete]
 * @property {string} [nextRunAt]
 * @property {import('../schemas.js').VaultRun} [failed] the last run into a vault, if that failed and there is no newer complete snapshot
 */

/** By the bundle's name: each bundle of the service, and what vaults have beside. */
export const keeping = computed(() => {
    /** @type {Map<string, Keeping>} */
    const found = new Map();
    if (vaults.value === undefined || schedules.value === undefined) {
        return found;
    }
    const plans = schedules.value.filter(({ paused }) => !paused).map(({ vault, bundles: patterns }) => ({ vault, includes: matcher(patterns) }));
    for (const name of bundles.value?.keys() ?? []) {
        const planned = [...new Set(plans.filter(({ includes }) => includes(name)).map(({ vault }) => vault))];
        const unknown = planned.some((vault) => !contents.value.has(vault));
        // Until a vault is found to have it.
        found.set(name, { planned, missing: planned.filter((vault) => contents.value.has(vault)), unknown, overdue: false, lines: [] });
    }
    for (const [vault, lines] of contents.value) {
        for (const line of lines) {
            /** @type {Keeping} */
            const known = found.get(line.bundleName) ?? { planned: [], missing: [], unknown: false, overdue: false, lines: [] };
            const run = lastBackups.value.get(`${vault}/${line.bundleName}`);
            if (run?.outcome === 'failed' && (line.newestComplete === undefined || run.queuedAt > line.newestComplete)) {
                known.failed = run;
            }
            known.lines.push(line);
            known.missing = line.newestComplete === undefined ? known.missing : known.missing.filter((name) => name !== vault);
            known.overdue ||= line.overdue;
            known.newestComplete = latest(known.newestComplete, line.newestComplete);
            known.nextRunAt = earliest(known.nextRunAt, line.nextRunAt);
            found.set(line.bundleName, known);
        }
    }
    for (const run of lastBackups.value.values()) {
        const known = found.get(run.bundleName);
        if (known?.lines.length === 0 && run.outcome === 'failed') {
            known.failed = run;
        }
    }
    return found;
});

/**
 * What a page says of a bundle, with what the vaults keep of it; the more urgent of both.
 * @param {import('./bundles.js').Bundle} bundle @param {Keeping | undefined} kept @returns {import('./bundles.js').Safety}
 */
export function standing(bundle, kept) {
    const own = safety(bundle);
    if (kept === undefined || own === 'problem' || own === 'excluded') {
        return own;
    }
    const urgent = kept.failed !== undefined ? 'failed' : kept.overdue ? 'overdue' : 'good';
    if (urgent === 'good') {
        return own === 'never' && kept.newestComplete !== undefined ? 'good' : own;
    }
    return URGENCY.indexOf(own) < URGENCY.indexOf(urgent) ? own : urgent;
}

/** @param {string | undefined} one @param {string | undefined} other */
export const latest = (one, other) => (one === undefined || (other !== undefined && other > one) ? other : one);
/** @param {string | undefined} one @param {string | undefined} other */
const earliest = (one, other) => (one === undefined || (other !== undefined && other < one) ? other : one);

/**
 * How many bundles the vaults keep well. Counted are those that take part in backups, each once: `outside` ones have no schedule that is not
 * paused (`left` of these have snapshots), `overdue` ones have no snapshot as young as a schedule demands, `none` ones no complete snapshot
 * in a vault of a schedule, `unknown` ones a vault that cannot be looked at; all others are `good`.
 * @param {Iterable<import('./bundles.js').Bundle>} list
 * @param {Map<string, Keeping>} known
 */
export function tallyKept(list, known) {
    const counts = { all: 0, good: 0, overdue: 0, none: 0, unknown: 0, outside: 0, left: 0 };
    for (const { bundleName, allToBackup } of list) {
        const kept = known.get(bundleName);
        if (!allToBackup || kept === undefined) {
            continue;
        }
        counts.all++;
        counts[kindOf(kept)]++;
        counts.left += kept.planned.length === 0 && kept.newestComplete !== undefined ? 1 : 0;
    }
    return counts;
}

/** @param {Keeping} kept */
function kindOf({ planned, overdue, missing, unknown }) {
    if (planned.length === 0) {
        return 'outside';
    }
    return overdue ? 'overdue' : missing.length > 0 ? 'none' : unknown ? 'unknown' : 'good';
}

export async function readVaults() {
    if (!may('vault')) {
        return;
    }
    try {
        const [list, plans] = await Promise.all([call('vaults'), call('schedules')]);
        const found = /** @type {Vault[]} */ (/** @type {any} */ (list).vaults);
        schedules.value = /** @type {any} */ (plans).schedules;
        const lines = await Promise.all(found.map(({ name }) => readContents(name)));
        contents.value = new Map(found.flatMap(({ name }, at) => (lines[at] === undefined ? [] : [[name, lines[at]]])));
        vaults.value = found;
        vaultsProblem.value = undefined;
    } catch (problem) {
        vaultsProblem.value = /** @type {Problem} */ (problem);
    }
}

/** What a vault has of each bundle; the vault itself says why it cannot be used. @param {string} name @returns {Promise<VaultBundle[] | undefined>} */
async function readContents(name) {
    try {
        return /** @type {{bundles: VaultBundle[]}} */ (await call(`vaults/${name}/bundles`)).bundles;
    } catch (problem) {
        if (problem instanceof Problem && ['vault-unavailable', 'vault-damaged'].includes(problem.kind)) {
            return undefined;
        }
        throw problem;
    }
}

const WAIT_MILLISECONDS = 1_000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Reads all again a little later, once for all that happens meanwhile. */
function readSoon() {
    timer ??= setTimeout(async () => {
        await readVaults();
        timer = undefined;
    }, WAIT_MILLISECONDS);
}

onRunEnd(readSoon);
onEvent(({ type }) => type === 'onOverdue' && readSoon());
onMissed(readVaults);
readOnReturn(vaultsProblem, readVaults);
onSignedOut(() => {
    vaults.value = undefined;
    contents.value = new Map();
    schedules.value = undefined;
    vaultsProblem.value = undefined;
});
