import { computed, effect, signal } from '../../vendor/ui.js';
import { find } from '../folder/bundle-folder.js';
import { handleOf } from '../folder/files.js';
import { bundles } from '../state/bundles.js';
import { onSignedOut } from '../state/login.js';
import { measure, sizes } from './sizes.js';

/**
 * What a person has chosen for the next backup. It stays while other pages are looked at.
 *
 * @typedef {import('../schemas.js').Bundle} Bundle
 * @typedef {import('../folder/bundle-folder.js').Found} Found
 * @typedef {{kind: 'full'} | {kind: 'increment', newest: import('../folder/bundle-folder.js').Generation} | {kind: 'goOn'} | {kind: 'occupied'} | {kind: 'foreign'} | {kind: 'unknown'}} Plan
 *   `occupied`: there is a backup, and everything is to be backed up anew
 */

/** @type {import('../../vendor/ui.js').Signal<Set<string>>} */
export const chosen = signal(new Set());

/** @type {import('../../vendor/ui.js').Signal<FileSystemDirectoryHandle | undefined>} */
export const folder = signal(undefined);

/** Whether a folder with a backup is to be left alone, instead of getting an increment. */
export const everything = signal(false);

/** What the folder has of each bundle. @type {import('../../vendor/ui.js').Signal<Map<string, Found>>} */
const found = signal(new Map());

/** Why the folder cannot be used. @type {import('../../vendor/ui.js').Signal<'ofBundle' | Error | undefined>} */
export const folderProblem = signal(undefined);

/** Whether it may be backed up. @param {Bundle} bundle */
export const isFree = (bundle) => bundle.allToBackup;

/** @param {string} bundleName @param {boolean} on */
export function choose(bundleName, on) {
    const next = new Set(chosen.value);
    if (on) {
        next.add(bundleName);
    } else {
        next.delete(bundleName);
    }
    chosen.value = next;
}

/** What would be done with each chosen bundle. */
export const plans = computed(() => {
    /** @type {Map<string, Plan>} */
    const result = new Map();
    for (const bundleName of chosen.value) {
        result.set(bundleName, planOf(found.value.get(bundleName)));
    }
    return result;
});

/** @param {Found | undefined} here @returns {Plan} */
function planOf(here) {
    switch (here?.state) {
        case 'empty':
            return { kind: 'full' };
        case 'unfinished':
            return { kind: 'goOn' };
        case 'foreign':
            return { kind: 'foreign' };
        case 'backup':
            return everything.value ? { kind: 'occupied' } : { kind: 'increment', newest: here.newest };
        default:
            return { kind: 'unknown' };
    }
}

/** The bundles that would be backed up now. */
export const ready = computed(() => [...plans.value].filter(([, plan]) => ['full', 'increment', 'goOn'].includes(plan.kind)).map(([name]) => name));

/** @param {FileSystemDirectoryHandle} directory */
export async function useFolder(directory) {
    folder.value = undefined;
    found.value = new Map();
    folderProblem.value = undefined;
    try {
        const isOfBundle = (await handleOf(directory, 'manage.json')) !== undefined || (await handleOf(directory, '.session')) !== undefined;
        folderProblem.value = isOfBundle ? 'ofBundle' : undefined;
        folder.value = isOfBundle ? undefined : directory;
    } catch (problem) {
        folderProblem.value = /** @type {Error} */ (problem);
    }
}

/** A new folder in the chosen one, for a full backup beside an earlier one. @param {string} name */
export async function useNewFolder(name) {
    const parent = folder.value;
    if (parent !== undefined) {
        await useFolder(await parent.getDirectoryHandle(name, { create: true }));
    }
}

/** Forgets what the folder had, because a run has changed that. */
export function lookAgain() {
    chosen.value = new Set();
    found.value = new Map();
}

/** What is being looked at, and in which folder. @type {Map<string, FileSystemDirectoryHandle>} */
const looking = new Map();

/** @param {FileSystemDirectoryHandle} directory @param {string} bundleName */
async function look(directory, bundleName) {
    looking.set(bundleName, directory);
    try {
        const here = await find(directory, bundleName);
        if (folder.peek() === directory) {
            found.value = new Map(found.value).set(bundleName, here);
        }
    } catch (problem) {
        if (folder.peek() === directory) {
            folder.value = undefined;
            folderProblem.value = /** @type {Error} */ (problem);
        }
    } finally {
        if (looking.get(bundleName) === directory) {
            looking.delete(bundleName);
        }
    }
}

effect(() => {
    const directory = folder.value;
    const known = found.value;
    if (directory !== undefined) {
        [...chosen.value].filter((name) => !known.has(name) && looking.get(name) !== directory).forEach((name) => look(directory, name));
    }
});

const SETTLED_MILLISECONDS = 700;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let settle;

/** Sizes are asked for when the choice has settled. */
effect(() => {
    const names = [...chosen.value];
    clearTimeout(settle);
    settle = setTimeout(() => {
        const open = names.filter((name) => !sizes.peek().has(name) && bundles.peek()?.get(name)?.allToBackup);
        if (open.length > 0) {
            measure(open);
        }
    }, SETTLED_MILLISECONDS);
});

onSignedOut(() => {
    lookAgain();
    folder.value = undefined;
    folderProblem.value = undefined;
    sizes.value = new Map();
});
