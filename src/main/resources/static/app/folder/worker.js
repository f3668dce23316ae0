import { knownOf } from './known.js';
import { receive } from './receive.js';

/**
 * Reads, writes and digests files beside the page. It gets `{id, work, ...}` and answers `{id, value}` or `{id, failure}`, before that
 * `{id, size}` now and then; `{id, work: 'cancel'}` ends a work.
 *
 * @type {Map<number, AbortController>}
 */
const running = new Map();
const TELL_MILLISECONDS = 150;
const scope = /** @type {any} */ (globalThis);

/** @param {any} message @param {AbortSignal} cancel */
function start(message, cancel) {
    if (message.work === 'known') {
        return knownOf(message.directory, message.index);
    }
    let told = 0;
    return receive(message.job, cancel, (size) => {
        const now = Date.now();
        if (now - told >= TELL_MILLISECONDS) {
            told = now;
            scope.postMessage({ id: message.id, size });
        }
    });
}

scope.onmessage = async (/** @type {MessageEvent} */ { data }) => {
    if (data.work === 'cancel') {
        running.get(data.id)?.abort();
        return;
    }
    const cancel = new AbortController();
    running.set(data.id, cancel);
    try {
        scope.postMessage({ id: data.id, value: await start(data, cancel.signal) });
    } catch (failure) {
        scope.postMessage({ id: data.id, failure });
    } finally {
        running.delete(data.id);
    }
};
