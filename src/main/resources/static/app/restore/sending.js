import { Slots } from '../folder/gate.js';
import { patient } from './patient.js';
import { indexed } from './recognise.js';
import { BadFile, digestOf, upload } from './upload.js';

/** Sends what a restore needs from a folder, two files at a time over all bundles. */

const AT_ONCE = 2;
const RATE_MILLISECONDS = 10_000;

const slots = new Slots(AT_ONCE);

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function inTurn(work) {
    await slots.take();
    try {
        return await work();
    } finally {
        slots.give();
    }
}

/** Counts the bytes of several uploads, and how fast they go. */
class Meter {
    /** @type {Map<string, number>} */
    #offsets = new Map();
    /** @type {{time: number, sent: number}[]} */
    #samples = [];
    #base;
    #tell;

    /** @param {number} base bytes that were there before @param {(change: {sent: number, rate: number, at: number}) => void} tell */
    constructor(base, tell) {
        this.#base = base;
        this.#tell = tell;
    }

    /** @param {string} uri @param {number} offset */
    sent(uri, offset) {
        this.#offsets.set(uri, offset);
        const sent = this.#base + [...this.#offsets.values()].reduce((sum, each) => sum + each, 0);
        const time = performance.now();
        this.#samples = [...this.#samples.filter((sample) => time - sample.time < RATE_MILLISECONDS), { time, sent }];
        const first = this.#samples[0] ?? { time, sent };
        this.#tell({ sent, at: Date.now(), rate: time === first.time ? 0 : Math.max(0, ((sent - first.sent) * 1000) / (time - first.time)) });
    }
}

/**
 * @param {import('./memory.js').Task} task
 * @param {string} path of the bundle in the session
 * @param {import('./source.js').Place} place
 * @param {string[]} asked what the service lacks
 * @param {AbortSignal} signal
 * @param {(change: {sent?: number, total?: number, rate?: number, at?: number}) => void} tell
 * @throws {BadFile | import('../api.js').Problem}
 */
export async function sendAll(task, path, place, asked, signal, tell) {
    if (!task.introduced) {
        for (const index of task.manifests) {
            const body = await opened(place, `${index}.manifest`);
            await patient(`${path}/uploads/${index}/manifest`, { method: 'PUT', body, headers: { 'Content-Type': 'text/plain' }, signal });
        }
    }
    const uris = [...(task.introduced ? [] : task.unasked.filter((uri) => place.has(uri))), ...asked];
    const files = new Map();
    for (const uri of uris) {
        files.set(uri, await opened(place, uri));
    }
    const bytes = [...files.values()].reduce((sum, file) => sum + file.size, 0);
    const base = Math.max(0, task.bytes - bytes);
    tell({ sent: base, total: base + bytes, rate: 0 });
    const meter = new Meter(base, tell);
    const known = await indexed(place);
    // Nothing is sent without need: a run that was interrupted has sent a part of it.
    const states = await uploadsOf(path, signal);
    // One file that cannot be sent ends the others.
    const failed = new AbortController();
    const both = AbortSignal.any([signal, failed.signal]);
    const sending = [...files.keys()].map((uri) =>
        inTurn(async () => {
            both.throwIfAborted();
            const open = /** @type {import('./source.js').Opener} */ (place.get(uri));
            // What is known to be damaged is sent as it is, to be salvaged.
            const said = task.mode === 'salvage' ? undefined : known.get(uri)?.sha256;
            const digest = said ?? /** @type {string} */ (await digestOf(files.get(uri)).catch(() => Promise.reject(new BadFile('unreadable', uri))));
            const sent = (/** @type {number} */ offset) => meter.sent(uri, offset);
            await upload({ path: `${path}/uploads/${uri}`, uri, open, state: states.get(uri), digest, signal: both, sent });
        }),
    );
    await Promise.all(sending).catch((failure) => {
        failed.abort(failure);
        throw failure;
    });
}

/** What the service has of each file. @param {string} path @param {AbortSignal} signal @returns {Promise<Map<string, import('./upload.js').Upload>>} */
async function uploadsOf(path, signal) {
    const states = new Map();
    /** @type {string | undefined} */
    let after;
    do {
        const page = /** @type {import('../schemas.js').Schemas['UploadList']} */ (await patient(`${path}/uploads`, { query: { limit: 1000, after }, signal }));
        page.uploads.forEach((state) => states.set(state.uri, state));
        after = page.next;
    } while (after !== undefined);
    return states;
}

/** @param {import('./source.js').Place} place @param {string} name @returns {Promise<File>} */
async function opened(place, name) {
    const open = place.get(name);
    if (open === undefined) {
        throw new BadFile('missing', name);
    }
    return open().catch(() => Promise.reject(new BadFile('unreadable', name)));
}
