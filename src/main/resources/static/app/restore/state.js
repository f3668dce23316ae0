import { signal } from '../../vendor/ui.js';
import { remember } from './memory.js';

/**
 * The restore that this browser drives. What the service says is the truth; the run in IndexedDB only says what was asked for.
 *
 * @typedef {import('./memory.js').Run} Run
 * @typedef {import('./memory.js').Task} Task
 * @typedef {import('../schemas.js').SessionBundle} SessionBundle
 * @typedef {import('../schemas.js').BundleReport} BundleReport
 * @typedef {'starting' | 'sending' | 'folder' | 'checking' | 'review' | 'applying' | 'ended' | 'stopped'} Step
 *   `folder`: the folder has to be given again; `review`: the person decides; `stopped`: see `problem`
 * @typedef {{step: Step, view?: SessionBundle, report?: BundleReport, problem?: Error, sent: number, total: number, rate: number, at: number}} Progress
 *   `at`: when bytes were last taken
 */

/** undefined: none; null: not known yet. @type {import('../../vendor/ui.js').Signal<Run | undefined | null>} */
export const run = signal(null);
/** Of each bundle by its name. @type {import('../../vendor/ui.js').Signal<Map<string, Progress>>} */
export const progress = signal(new Map());
/** The session as far as it concerns all bundles. @type {import('../../vendor/ui.js').Signal<import('../schemas.js').Session | undefined>} */
export const session = signal(undefined);
/** Whether another tab drives the run. */
export const elsewhere = signal(false);
/** What was given in this tab. @type {import('../../vendor/ui.js').Signal<import('./source.js').Given | undefined>} */
export const folder = signal(undefined);

/** @type {Progress} */
const START = { step: 'starting', sent: 0, total: 0, rate: 0, at: 0 };

/** @param {string} bundleName @param {Partial<Progress>} change */
export function report(bundleName, change) {
    progress.value = new Map(progress.value).set(bundleName, { ...(progress.value.get(bundleName) ?? START), ...change });
}

/** The path of a bundle in the session. @param {Task} task */
export const pathOf = (task) => `sessions/${run.value?.sessionId}/bundles/${encodeURIComponent(task.bundleName)}`;

/** @param {Run} next */
export async function keep(next) {
    run.value = next;
    await remember(next);
}

/** @param {Task} task @param {Partial<Task>} change */
export async function keepTask(task, change) {
    Object.assign(task, change);
    await keep({ .../** @type {Run} */ (run.value) });
}
