import { effect, signal, untracked } from '../../vendor/ui.js';
import { call } from '../api.js';
import { BundleFolder } from '../folder/bundle-folder.js';
import { forget, keep, kept } from '../folder/database.js';
import { mayWrite, ownDirectory } from '../folder/own.js';
import { login } from '../state/login.js';
import { backUp } from './bundle-run.js';
import { Gate, Slots } from '../folder/gate.js';

/**
 * The backup that this browser drives. It is outlived by its record, which is in IndexedDB until the last bundle has ended: whoever comes
 * back after a reload goes on with it. Only one tab drives it, which a lock of the browser sees to.
 *
 * @typedef {import('./bundle-run.js').Result} Result
 * @typedef {'folder' | 'downloads'} Mode
 * @typedef {{bundleName: string, sessionId?: string, ended?: boolean}} Entry
 * @typedef {{caller: string, mode: Mode, parent?: FileSystemDirectoryHandle, folderName: string, startedAt: string, bundles: Entry[]}} Record
 *
 * @typedef {object} OwnItem
 * @property {string} bundleName
 * @property {'waiting' | 'working' | 'saving' | 'ended'} stage `saving`: a person has to confirm that the downloads are there
 * @property {number} received
 * @property {number} inFlight
 * @property {Result} [result]
 * @property {Error} [problem] why it was given up
 *
 * @typedef {OwnItem & import('./bundle-run.js').Change} Item
 * @typedef {{mode: Mode, folderName: string, items: Map<string, Item>, finished: boolean, cancelling: boolean}} Run
 */

/** What this tab drives, or has driven until it was put away. @type {import('../../vendor/ui.js').Signal<Run | undefined>} */
export const run = signal(undefined);

/** A run that no tab drives. @type {import('../../vendor/ui.js').Signal<Record | undefined>} */
export const unfinished = signal(undefined);

/** Whether another tab drives a run. */
export const elsewhere = signal(false);

export const gate = new Gate();

const LOCK = 'bundle-backup-run';
const BUNDLES_AT_ONCE = 3;
/** A session is used, and does not expire, as long as this tab is open. */
const KEEP_ALIVE_MILLISECONDS = 60_000;

/** @type {Map<string, AbortController>} */
let cancels = new Map();
/** Whose run this tab drives. @type {string | undefined} */
let driven;
const LEFT = new DOMException('Another caller has signed in.', 'AbortError'); // The caller of the run can go on with it.
/** Bundles whose files wait for a person. @type {Map<string, {folder: BundleFolder, confirm: () => void}>} */
const saving = new Map();

/** @param {string} bundleName @param {Partial<Item>} change */
function update(bundleName, change) {
    const item = run.value?.items.get(bundleName);
    if (run.value !== undefined && item !== undefined) {
        run.value = { ...run.value, items: new Map(run.value.items).set(bundleName, { ...item, ...change }) };
    }
}

/** Looks for a run that nobody drives. */
export async function lookForUnfinished() {
    if (typeof navigator.locks === 'undefined' || (run.value !== undefined && !run.value.finished)) {
        return;
    }
    const { held = [] } = await navigator.locks.query();
    elsewhere.value = held.some(({ name }) => name === LOCK);
    const record = /** @type {Record | undefined} */ (await kept('backup'));
    unfinished.value = !elsewhere.value && record !== undefined && record.caller === login.value?.name ? record : undefined;
}

/**
 * Has the lock while it works. False if another tab has it.
 * @param {() => Promise<void>} work
 */
function alone(work) {
    return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
        elsewhere.value = lock === null;
        if (lock !== null) {
            await work();
        }
        return lock !== null;
    });
}

/** @param {Mode} mode @param {FileSystemDirectoryHandle | undefined} parent @param {string} folderName @param {string[]} bundleNames */
export function start(mode, parent, folderName, bundleNames) {
    const bundles = bundleNames.map((bundleName) => ({ bundleName }));
    return drive({ caller: login.value?.name ?? '', mode, parent, folderName, startedAt: new Date().toISOString(), bundles });
}

/** Goes on with a run; to be called by a click, because the browser asks for the folder again. @param {Record} record @returns {Promise<boolean>} false if the folder was not given */
export async function goOn(record) {
    if (!(await mayWrite(record.parent))) {
        return false;
    }
    drive(record);
    return true;
}

const ask = (/** @type {BeforeUnloadEvent} */ event) => event.preventDefault();

/** @param {Record} record */
function drive(record) {
    return alone(async () => {
        unfinished.value = undefined;
        driven = record.caller;
        gate.open();
        saving.clear();
        const open = record.bundles.filter((entry) => !entry.ended);
        cancels = new Map(open.map(({ bundleName }) => [bundleName, new AbortController()]));
        run.value = {
            mode: record.mode,
            folderName: record.folderName,
            finished: false,
            cancelling: false,
            items: new Map(open.map(({ bundleName }) => [bundleName, { bundleName, stage: 'waiting', received: 0, inFlight: 0 }])),
        };
        addEventListener('beforeunload', ask);
        const alive = setInterval(() => keepAlive(record), KEEP_ALIVE_MILLISECONDS);
        try {
            await keep('backup', record).catch(() => undefined); // Then it cannot go on after a reload.
            const parent = record.parent ?? (await ownDirectory());
            const slots = new Slots(BUNDLES_AT_ONCE);
            await Promise.all(open.map((entry) => one(record, entry, parent, slots)));
            await forgetIfDone(record);
        } finally {
            clearInterval(alive);
            removeEventListener('beforeunload', ask);
            run.value = driven === record.caller ? { .../** @type {Run} */ (run.value), finished: true } : undefined;
        }
    });
}

/** What was given up, and not cancelled, can be gone on with. @param {Record} record */
async function forgetIfDone(record) {
    if (record.bundles.every((entry) => entry.ended)) {
        await forget('backup');
    }
}

/** @param {Record} record */
function keepAlive(record) {
    for (const { sessionId, ended } of record.bundles) {
        if (sessionId !== undefined && !ended) {
            call(`sessions/${sessionId}`).catch(() => undefined);
        }
    }
}

/** @param {Record} record @param {Entry} entry @param {FileSystemDirectoryHandle} parent @param {Slots} slots */
async function one(record, entry, parent, slots) {
    const { bundleName } = entry;
    const cancel = /** @type {AbortController} */ (cancels.get(bundleName)).signal;
    await slots.take();
    try {
        cancel.throwIfAborted();
        update(bundleName, { stage: 'working' });
        const result = await backUp({
            bundleName,
            parent,
            cancel,
            gate,
            tell: (change) => {
                update(bundleName, change);
                if (change.sessionId !== undefined && change.sessionId !== entry.sessionId) {
                    entry.sessionId = change.sessionId;
                    keep('backup', record).catch(() => undefined);
                }
            },
            confirm: (folder) => (record.mode === 'folder' ? Promise.resolve() : confirmation(bundleName, folder, cancel, slots)),
        });
        entry.ended = true;
        update(bundleName, { stage: 'ended', result, note: undefined, inFlight: 0 });
        if (record.mode === 'downloads') {
            await removeOwn(parent, bundleName);
        }
    } catch (problem) {
        if (cancel.aborted && cancel.reason !== LEFT) {
            entry.ended = true;
            await putAside(entry, parent);
            update(bundleName, { stage: 'ended', result: { outcome: 'cancelled', files: 0, bytes: 0, failedCount: 0, failed: [] }, note: undefined });
        } else {
            update(bundleName, { stage: 'ended', problem: /** @type {Error} */ (problem), note: undefined });
        }
    } finally {
        slots.give();
        await keep('backup', record).catch(() => undefined);
    }
}

/**
 * The index is not closed before a person has the files; others go on meanwhile.
 * @param {string} bundleName @param {BundleFolder} folder @param {AbortSignal} cancel @param {Slots} slots
 */
async function confirmation(bundleName, folder, cancel, slots) {
    await gate.through(cancel, () => folder.placeCapabilities());
    slots.give();
    try {
        await new Promise((resolve, reject) => {
            saving.set(bundleName, { folder, confirm: () => resolve(undefined) });
            cancel.addEventListener('abort', () => reject(cancel.reason), { once: true });
            update(bundleName, { stage: 'saving' });
        });
    } finally {
        saving.delete(bundleName);
        await slots.take();
        update(bundleName, { stage: 'working' });
    }
}

/** The files of a bundle that are to be saved. @param {string} bundleName @returns {Promise<{name: string, file: File}[]>} */
export async function filesToSave(bundleName) {
    const folder = saving.get(bundleName)?.folder;
    if (folder === undefined) {
        return [];
    }
    return Promise.all((await folder.files()).map(async ({ name }) => ({ name, file: await (await folder.directory.getFileHandle(name)).getFile() })));
}

/** A person has the files of these bundles. @param {string[]} bundleNames */
export function confirmSaved(bundleNames) {
    bundleNames.forEach((bundleName) => saving.get(bundleName)?.confirm());
}

/** Ends one bundle, or all. What is complete stays. @param {string} [bundleName] */
export function cancelRun(bundleName) {
    if (run.value !== undefined && bundleName === undefined) {
        run.value = { ...run.value, cancelling: true };
    }
    for (const [name, cancel] of cancels) {
        if (bundleName === undefined || bundleName === name) {
            cancel.abort();
        }
    }
}

/** Gives an unfinished run up: ends its sessions and removes what arrived, if the folder may be written to. @param {Record} record */
export async function discard(record) {
    const writable = await mayWrite(record.parent).catch(() => false);
    const parent = writable ? (record.parent ?? (await ownDirectory())) : undefined;
    for (const entry of record.bundles.filter(({ ended }) => !ended)) {
        await putAside(entry, parent);
    }
    await forget('backup');
    unfinished.value = undefined;
}

/** @param {Entry} entry @param {FileSystemDirectoryHandle | undefined} parent */
async function putAside({ bundleName, sessionId }, parent) {
    if (sessionId === undefined) {
        return; // Nothing was begun.
    }
    await call(`sessions/${sessionId}`, { method: 'DELETE' }).catch(() => undefined); // It expires by itself.
    try {
        const folder = parent && (await BundleFolder.open(parent, bundleName));
        if (folder !== undefined && folder.key !== '') {
            await folder.clear();
        }
    } catch {
        // The folder cannot be reached: what is in it is recognised as unfinished when it is chosen again.
    }
}

/** @param {FileSystemDirectoryHandle} parent @param {string} bundleName */
async function removeOwn(parent, bundleName) {
    const folder = await BundleFolder.open(parent, bundleName);
    for (const { name } of await folder.files()) {
        await folder.drop(name);
    }
    await parent.removeEntry(folder.directory.name, { recursive: true }).catch(() => undefined);
}

/** Puts a finished run away. */
export function putAway() {
    run.value = undefined;
    lookForUnfinished();
}

/** Another caller has no right to the sessions of a run, and must not see it. @param {string} caller */
function leaveOthers(caller) {
    if (driven !== undefined && driven !== caller) {
        driven = undefined;
        cancels.forEach((cancel) => cancel.abort(LEFT));
        run.value = undefined;
        unfinished.value = undefined;
    }
}

effect(() => {
    const caller = login.value?.name;
    if (caller !== undefined) {
        untracked(() => {
            leaveOthers(caller);
            lookForUnfinished();
        });
    }
});
