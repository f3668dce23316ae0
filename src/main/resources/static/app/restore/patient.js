import { signal } from '../../vendor/ui.js';
import { patiently } from '../patience.js';

/** Why calls are being repeated at the moment. @type {import('../../vendor/ui.js').Signal<import('../api.js').Problem | undefined>} */
export const trouble = signal(undefined);

/**
 * A call that is repeated until the service answers: it may be restarting, or the line is gone for a while.
 * @template T
 * @param {string} path
 * @param {import('../api.js').Call} [options]
 * @returns {Promise<T>}
 * @throws {import('../api.js').Problem} what stays wrong however often the call is repeated
 */
export async function patient(path, options = {}) {
    const note = (/** @type {import('../api.js').Problem | undefined} */ problem) => {
        trouble.value = problem;
    };
    try {
        return await patiently(path, options, { cancel: options.signal ?? new AbortController().signal, note });
    } catch (failure) {
        note(undefined);
        throw failure;
    }
}
