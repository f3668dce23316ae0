import { Stream } from './stream.js';

/**
 * The shared worker: all tabs of a browser use the one connection that it has.
 * A page sends `start`, `stop` or `bye`, and gets the messages of the stream.
 *
 * @type {Set<MessagePort>}
 */
const pages = new Set();
const stream = new Stream((message) => pages.forEach((page) => page.postMessage(message)), new URL('../../api/v1/', import.meta.url));

/** @type {any} */ (globalThis).onconnect = (/** @type {MessageEvent} */ { ports }) => {
    const page = /** @type {MessagePort} */ (ports[0]);
    pages.add(page);
    page.onmessage = ({ data }) => {
        if (data === 'start') {
            stream.start();
        } else if (data === 'stop') {
            stream.stop();
        } else {
            pages.delete(page);
        }
    };
    page.postMessage(stream.state);
};
