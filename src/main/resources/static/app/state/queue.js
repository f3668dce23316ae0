import { signal, useEffect } from '../../vendor/ui.js';
import { call } from '../api.js';
import { useValue } from '../ui/hooks.js';
import { work } from './sessions.js';

/**
 * The bundles of the caller that wait for their turn, with their positions in the queue of the whole service.
 * @typedef {import('../schemas.js').Schemas['QueuedBundle']} QueuedBundle
 * @type {import('../../vendor/ui.js').Signal<QueuedBundle[]>}
 */
export const queue = signal([]);

const EVERY_MILLISECONDS = 3_000;

async function read() {
    try {
        const answer = /** @type {import('../schemas.js').Schemas['BundleQueue']} */ (await call('queue'));
        queue.value = answer.queued;
    } catch {
        // The positions are an addition; the connection and the lists say what is wrong.
    }
}

/** Keeps the queue up to date while the component is shown: when what waits changes, and now and then because others may overtake. */
export function useQueue() {
    const waiting = useValue(work).filter(({ bundle }) => bundle.state === 'queued');
    const key = waiting.map(({ session, bundle }) => `${session.sessionId}/${bundle.bundleName}/${bundle.priority}`).join();
    useEffect(() => {
        read();
        if (key === '') {
            return undefined;
        }
        const timer = setInterval(() => document.hidden || read(), EVERY_MILLISECONDS);
        return () => clearInterval(timer);
    }, [key]);
    return useValue(queue);
}

/** @param {QueuedBundle[]} list @param {string} sessionId @param {string} bundleName */
export function position(list, sessionId, bundleName) {
    return list.find((entry) => entry.sessionId === sessionId && entry.bundleName === bundleName)?.position;
}
