import { batch, effect, signal } from '../../vendor/ui.js';
import { Stream } from './stream.js';

/**
 * Events of all sessions of the caller, for every page of the dashboard.
 *
 * @typedef {import('./stream.js').LiveEvent} LiveEvent
 * @typedef {import('./stream.js').Message} Message
 */

/** The state of the connection; `behind`: how many events are still to come while it catches up. */
export const connection = signal(/** @type {{state: import('./stream.js').Connection, behind: number}} */ ({ state: 'connecting', behind: 0 }));

/** @type {Set<(event: LiveEvent) => void>} */
const listeners = new Set();
/** @type {Set<() => void>} */
const readers = new Set();

/** @param {Message} message */
function take(message) {
    if (message.kind === 'state') {
        connection.value = { state: message.state, behind: message.behind };
    } else if (message.kind === 'events') {
        // Together: what depends on the lists is computed once for all events that came together.
        batch(() => message.events.forEach((event) => listeners.forEach((listener) => listener(event))));
    } else {
        readers.forEach((read) => read());
    }
}

/** @returns {(word: 'start' | 'stop') => void} */
function connect() {
    if (typeof SharedWorker === 'undefined') {
        const stream = new Stream(take, new URL('../../api/v1/', import.meta.url));
        return (word) => stream[word]();
    }
    const worker = new SharedWorker(new URL('worker.js', import.meta.url), { type: 'module', name: 'bundle-backup' });
    worker.port.onmessage = ({ data }) => take(data);
    addEventListener('pagehide', () => worker.port.postMessage('bye'));
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
    return (word) => worker.port.postMessage(word);
}

/** `start` connects, also at once while a pause between two tries runs; `stop` ends the connection of all tabs. */
export const tell = connect();

/**
 * @param {(event: LiveEvent) => void} listener called for each event in order
 * @returns {() => void} ends it
 */
export function onEvent(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

/**
 * Reads again as soon as the connection is back, if that failed because the service did not answer.
 * @param {import('../../vendor/ui.js').ReadonlySignal<Error | undefined>} problem
 * @param {() => void} read
 */
export function readOnReturn(problem, read) {
    effect(() => {
        if (connection.value.state === 'live' && problem.peek() !== undefined) {
            read();
        }
    });
}

/** @param {() => void} read called when events were missed, so that lists have to be read again @returns {() => void} ends it */
export function onMissed(read) {
    readers.add(read);
    return () => readers.delete(read);
}
