import { pause } from '../patience.js';
import { onEvent } from '../live/live.js';
import { patient } from './patient.js';
import { sendAll } from './sending.js';
import { folder, keepTask, pathOf, progress, report, run, session } from './state.js';
import { BadFile } from './upload.js';

/**
 * Does what is to be done for each bundle of the run, until the person has to decide.
 *
 * @typedef {import('./state.js').Task} Task
 * @typedef {import('../api.js').Problem} Problem
 * @typedef {import('../schemas.js').SessionBundle} SessionBundle
 * @typedef {import('../schemas.js').BundleReport} BundleReport
 */

let cancel = new AbortController();

/** Ends all that is under way here; the service goes on with what it was told. */
export const stop = () => cancel.abort();

/** Drives every bundle that does not wait for the person. */
export function drive() {
    stop();
    cancel = new AbortController();
    const { signal: end } = cancel;
    run.value?.tasks.forEach((task) => follow(task, end));
    watch(end);
}

/** @param {Task} task @param {AbortSignal} end */
async function follow(task, end) {
    try {
        await step(task, end);
    } catch (failure) {
        if (!end.aborted) {
            report(task.bundleName, { step: 'stopped', problem: /** @type {Error} */ (failure) });
            // Somebody else may have ended the bundle while something was being sent.
            if (['bundle-not-running', 'session-ended'].includes(/** @type {Problem} */ (failure).kind)) {
                look(progress.value.get(task.bundleName)?.view);
            }
        }
    }
}

/** A view that came by itself; it may tell that somebody else has ended a bundle for which nothing is being done here. @param {SessionBundle | undefined} view */
function look(view) {
    if (view === undefined) {
        return;
    }
    report(view.bundleName, { view });
    const task = run.value?.tasks.find(({ bundleName }) => bundleName === view.bundleName);
    if (task !== undefined && view.state === 'ended' && ['review', 'folder', 'stopped'].includes(progress.value.get(task.bundleName)?.step ?? '')) {
        follow(task, cancel.signal);
    }
}

/** One after the other what is to be done, until the person has to decide or nothing is left. @param {Task} task @param {AbortSignal} end */
async function step(task, end) {
    const path = pathOf(task);
    for (;;) {
        const view = /** @type {SessionBundle} */ (await patient(path, { signal: end }));
        let said = /** @type {BundleReport} */ (await patient(`${path}/report`, { query: { limit: 1 }, signal: end }));
        report(task.bundleName, { view, problem: undefined });
        if (view.state === 'ended') {
            report(task.bundleName, { step: 'ended', report: said });
            return;
        }
        if (task.published) {
            report(task.bundleName, { step: 'applying' });
            if ((await publish(task, false, end)) !== true) {
                await keepTask(task, { published: false });
                continue;
            }
        } else if (isOver(said, task)) {
            report(task.bundleName, { step: 'review', report: said });
            return;
        } else if (!(await prepared(task, end))) {
            return;
        }
        do {
            said = await patient(`${path}/report`, { query: { limit: 1, wait: 20 }, signal: end });
        } while (!isOver(said, task) && (task.published || (await publish(task, true, end)) === true));
    }
}

/** Whether what was begun last is over. @param {BundleReport} said @param {Task} task */
const isOver = (said, task) => said.outcome !== undefined || (!task.published && said.dryRun && said.finishedAt !== undefined);

/** Sends what is needed for a dry run and begins it. @param {Task} task @param {AbortSignal} end @returns {Promise<boolean>} whether it began; if not, the folder is needed */
async function prepared(task, end) {
    for (let asked = ''; ; ) {
        const missing = task.introduced ? await publish(task, true, end) : [];
        if (missing === true) {
            report(task.bundleName, { step: 'checking' });
            return true;
        }
        const place = folder.value?.places.get(task.directory);
        if (place === undefined) {
            report(task.bundleName, { step: 'folder' });
            return false;
        }
        const uris = missing.map(({ uri }) => uri);
        if (uris.length > 0 && uris.join() === asked) {
            throw new BadFile('damaged', uris[0] ?? '');
        }
        asked = uris.join();
        report(task.bundleName, { step: 'sending' });
        await sendAll(task, pathOf(task), place, uris, end, (change) => report(task.bundleName, change));
        if (!task.introduced) {
            await keepTask(task, { introduced: true });
        }
    }
}

/**
 * @param {Task} task @param {boolean} dryRun @param {AbortSignal} end
 * @returns {Promise<true | import('../schemas.js').MissingFile[]>} what the service lacks, if it lacks something
 */
async function publish(task, dryRun, end) {
    try {
        await patient(`${pathOf(task)}/publish`, { method: 'POST', json: { dryRun }, signal: end });
        return true;
    } catch (problem) {
        const { kind, body } = /** @type {Problem} */ (problem);
        if (kind === 'upload-incomplete') {
            return /** @type {any} */ (body).missing;
        }
        if (kind === 'published' || kind === 'bundle-not-running' || kind === 'session-ended') {
            return true;
        }
        throw problem;
    }
}

/** The person has confirmed. @param {Task} task */
export async function confirm(task) {
    await keepTask(task, { published: true });
    await follow(task, cancel.signal);
}

/** Asks the service anew what would change. @param {Task} task */
export async function checkAgain(task) {
    report(task.bundleName, { step: 'checking', report: undefined });
    try {
        await publish(task, true, cancel.signal);
    } catch (problem) {
        report(task.bundleName, { step: 'stopped', problem: /** @type {Error} */ (problem) });
        return;
    }
    await follow(task, cancel.signal);
}

/** @param {Task} task */
export const tryAgain = (task) => {
    report(task.bundleName, { step: 'starting', problem: undefined });
    return follow(task, cancel.signal);
};

const KEEP_ALIVE_SECONDS = 30;
const LOOK_SECONDS = 2;

/** Keeps the session in use while the tab is open, and its views up to date also when no events come. @param {AbortSignal} end */
async function watch(end) {
    try {
        for (;;) {
            const seen = /** @type {import('../schemas.js').Session} */ (await patient(`sessions/${run.value?.sessionId}`, { signal: end }));
            session.value = seen;
            seen.bundles.forEach(look);
            if (seen.bundles.every(({ state }) => state === 'ended')) {
                return;
            }
            const idle = (Date.parse(seen.expiresAt) - Date.now()) / 1000;
            const busy = [...progress.value.values()].some(({ step }) => step === 'applying' || step === 'checking');
            await pause(1000 * (busy ? LOOK_SECONDS : Math.max(1, Math.min(KEEP_ALIVE_SECONDS, idle / 3))), end);
        }
    } catch (failure) {
        if (!end.aborted) {
            run.value?.tasks.forEach((task) => report(task.bundleName, { step: 'stopped', problem: /** @type {Error} */ (failure) }));
        }
    }
}

onEvent((event) => {
    if (event.type === 'bundle' && event.sessionId === run.value?.sessionId) {
        look(event.data);
    }
});
