import { effect, signal } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';
import { login } from '../state/login.js';

/** Why calls are being repeated at the moment. @type {import('../../vendor/ui.js').Signal<Problem | undefined>} */
export const trouble = signal(undefined);

const LATER = [0, 401, 408, 429, 500, 502, 503, 504, 507];
const LONGEST_SECONDS = 10;

/** @param {number} seconds @param {AbortSignal | undefined} cancel @returns {Promise<void>} */
export function pause(seconds, cancel) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, seconds * 1000);
        cancel?.addEventListener('abort', () => {
            clearTimeout(timer);
            reject(cancel.reason);
        });
    });
}

/** Waits until somebody is signed in. */
function signedIn() {
    return new Promise((resolve) => {
        const end = effect(() => {
            if (login.value) {
                resolve(undefined);
                queueMicrotask(() => end());
            }
        });
    });
}

/**
 * A call that may be repeated, and is until the service answers: it may be restarting, or the line is gone for a while.
 * @template T
 * @param {string} path
 * @param {import('../api.js').Call} [options]
 * @returns {Promise<T>}
 * @throws {Problem} what stays wrong however often the call is repeated
 */
export async function patient(path, options = {}) {
    for (let turn = 1; ; turn++) {
        try {
            const answer = /** @type {T} */ (await call(path, options));
            trouble.value = undefined;
            return answer;
        } catch (failure) {
            if (!(failure instanceof Problem) || !LATER.includes(failure.status)) {
                trouble.value = undefined;
                throw failure;
            }
            if (failure.status === 401) {
                await pause(1, options.signal);
                await signedIn();
            } else {
                trouble.value = failure;
                await pause(Math.max(failure.retryAfter, Math.min(LONGEST_SECONDS, turn)), options.signal);
            }
        }
    }
}
