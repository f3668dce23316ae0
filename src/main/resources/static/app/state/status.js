import { signal } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';

/** Free space, slots and the queue of the service. @type {import('../../vendor/ui.js').Signal<import('../schemas.js').ServiceStatus | undefined>} */
export const status = signal(undefined);

/** @type {import('../../vendor/ui.js').Signal<Problem | undefined>} */
export const statusProblem = signal(undefined);

const EVERY_MILLISECONDS = 5_000;

export async function readStatus() {
    try {
        status.value = await call('status');
        statusProblem.value = undefined;
    } catch (problem) {
        statusProblem.value = /** @type {Problem} */ (problem);
    }
}

/** Reads the status now and then, until the answer is called; not while the page is hidden. @returns {() => void} */
export function watchStatus() {
    readStatus();
    const timer = setInterval(() => document.hidden || readStatus(), EVERY_MILLISECONDS);
    return () => clearInterval(timer);
}
