import { call, Problem } from './api.js';
import { login } from './state/login.js';

/**
 * Calls that go on through a restart of the service, a broken network and a login that has ended.
 *
 * @typedef {object} Patience
 * @property {AbortSignal} cancel
 * @property {(problem: Problem | undefined) => void} note what is being waited for; nothing when it is over
 */
const LATER = [0, 401, 408, 429, 500, 502, 503, 504, 507];
const LONGEST_SECONDS = 10;
/** An internal error that comes again and again does not go away. */
const TRIES_AFTER_ERROR = 5;

/** @param {number} milliseconds @param {AbortSignal} cancel @param {(wake: () => void) => void} [early] takes what ends the pause early @returns {Promise<void>} */
export function pause(milliseconds, cancel, early) {
    return new Promise((resolve, reject) => {
        const end = () => {
            clearTimeout(timer);
            cancel.removeEventListener('abort', stop);
            resolve();
        };
        const stop = () => {
            clearTimeout(timer);
            reject(cancel.reason);
        };
        const timer = setTimeout(end, milliseconds);
        cancel.addEventListener('abort', stop, { once: true });
        if (cancel.aborted) {
            stop();
        }
        early?.(end);
    });
}

/**
 * @template T
 * @param {string} path @param {import('./api.js').Call} options @param {Patience} patience
 * @returns {Promise<T>} @throws {Problem} an answer that will not change
 */
export async function patiently(path, options, { cancel, note }) {
    for (let tries = 1; ; tries++) {
        try {
            const value = /** @type {T} */ (await call(path, { ...options, signal: cancel }));
            note(undefined);
            return value;
        } catch (failure) {
            if (!(failure instanceof Problem) || !LATER.includes(failure.status) || (failure.status === 500 && tries >= TRIES_AFTER_ERROR)) {
                throw failure;
            }
            note(failure);
            await pause(1000 * Math.max(failure.retryAfter, Math.min(tries, LONGEST_SECONDS)), cancel);
            while (failure.status === 401 && !login.value) {
                await pause(1000, cancel);
            }
        }
    }
}
