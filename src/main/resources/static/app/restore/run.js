import { effect } from '../../vendor/ui.js';
import { call } from '../api.js';
import { randomKey } from '../hex.js';
import { onMissed } from '../live/live.js';
import { login } from '../state/login.js';
import { drive, stop } from './drive.js';
import { forget, recall, remember } from './memory.js';
import { patient, trouble } from './patient.js';
import { fromHandle } from './source.js';
import { elsewhere, folder, keep, progress, run, session } from './state.js';

/**
 * The beginning and the end of a run, and going on with it after a reload or in another tab.
 *
 * @typedef {import('./state.js').Run} Run
 */

/** Ends the hold of the lock, while this tab has it. @type {(() => void) | undefined} */
let release;

function letGo() {
    release?.();
    release = undefined;
}

/**
 * One tab at a time drives a run; without locks (a page without HTTPS) nobody knows of other tabs.
 * @param {string} caller
 * @param {boolean} wait for the other tab
 * @returns {Promise<boolean>} whether this tab has the lock now
 */
function lock(caller, wait) {
    if (navigator.locks === undefined || release !== undefined) {
        return Promise.resolve(true);
    }
    return new Promise((resolve) => {
        navigator.locks.request(`bundle-backup-restore/${caller}`, { ifAvailable: !wait }, (got) => {
            resolve(got !== null);
            return got && new Promise((end) => {
                release = () => end(undefined);
            });
        });
    });
}

/** Another tab drives a restore. */
export class Busy extends Error {}

/** Begins a run. @param {Omit<Run, 'caller' | 'key'>} wanted @param {import('./source.js').Given} [source] none for a snapshot @throws {import('../api.js').Problem | Busy} if the service refuses */
export async function begin(wanted, source) {
    const caller = login.value?.name ?? '';
    if (!(await lock(caller, false))) {
        throw new Busy();
    }
    const key = randomKey();
    folder.value = source;
    try {
        await make({ ...wanted, caller, key });
    } catch (problem) {
        await forget();
        letGo();
        throw problem;
    }
}

/** Has the session made; also a second time, if nobody heard of the first. @param {Run} next @param {typeof call} [ask] */
async function make(next, ask = call) {
    await remember(next);
    const made = /** @type {import('../schemas.js').Session} */ (await ask('sessions', { method: 'POST', json: next.request, headers: { 'Idempotency-Key': next.key } }));
    await keep({ ...next, request: undefined, sessionId: made.sessionId });
    drive();
}

/** Goes on with the run that an earlier visit has left, if there is one; a run of another tab when that is closed. @param {string} caller */
async function resume(caller) {
    if ((await recall(caller)) !== undefined && !(await lock(caller, false))) {
        elsewhere.value = true;
        await lock(caller, true);
        elsewhere.value = false;
    }
    const left = await recall(caller);
    if (login.value?.name !== caller || run.value) {
        return;
    }
    if (left === undefined) {
        run.value = undefined;
        letGo();
        return;
    }
    if (left.handle && (await permitted(left.handle, 'queryPermission'))) {
        folder.value = await fromHandle(left.handle).catch(() => undefined);
    }
    if (left.sessionId === undefined) {
        await make(left, patient).catch(() => forget().then(letGo));
        run.value ??= undefined;
    } else {
        run.value = left;
        drive();
    }
}

/** Looks for a run that another tab has begun meanwhile. */
export function lookAgain() {
    if (run.value === undefined && login.value) {
        resume(login.value.name);
    }
}

/** @param {any} handle @param {'queryPermission' | 'requestPermission'} how @returns {Promise<boolean>} whether its files may be read; true if the browser asks nobody */
const permitted = async (handle, how) => (await (handle[how]?.({ mode: 'read' }) ?? 'granted')) === 'granted';

/** The folder of the run, opened by its handle; asks for the permission, so only on a click. @returns {Promise<import('./source.js').Given | undefined>} */
export async function reopen() {
    const handle = run.value?.handle;
    return handle && (await permitted(handle, 'requestPermission')) ? fromHandle(handle) : undefined;
}

/** The folder, given again. @param {import('./source.js').Given} source */
export function giveAgain(source) {
    folder.value = source;
    if (source.handle !== undefined && run.value) {
        keep({ ...run.value, handle: source.handle });
    }
    drive();
}

/** Ends the run: what is not confirmed is dropped by the service; what is confirmed is carried through. @throws {import('../api.js').Problem} */
export async function leave() {
    const sessionId = run.value?.sessionId;
    await patient(`sessions/${sessionId}`, { method: 'DELETE' }).catch((problem) => problem.status === 404 || Promise.reject(problem));
    stop();
    await forget();
    letGo();
    folder.value = undefined;
    run.value = undefined;
    progress.value = new Map();
    session.value = undefined;
    trouble.value = undefined;
}

onMissed(() => run.value && drive());

let resumed = '';
effect(() => {
    const name = login.value?.name;
    if (name !== undefined && name !== resumed) {
        resumed = name;
        stop();
        letGo();
        run.value = null;
        queueMicrotask(() => resume(name));
    }
});

addEventListener('beforeunload', (event) => {
    if ([...progress.value.values()].some(({ step }) => ['sending', 'checking', 'review'].includes(step))) {
        event.preventDefault();
    }
});
