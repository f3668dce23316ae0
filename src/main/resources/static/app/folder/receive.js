import { sha256 } from '../../vendor/sha256.js';
import { hex } from '../hex.js';
import { fileOf, rename } from './files.js';

/**
 * Fetches one file into `<name>.partial`, with its digest while it arrives, and renames it when the digest is right.
 *
 * @typedef {object} Job
 * @property {FileSystemDirectoryHandle} directory
 * @property {string} name
 * @property {string} url
 * @property {string} sha256
 * @property {number} [size] of a manifest it is not known before
 *
 * @typedef {{done: true} | {gone: true} | {status: number, problem: any, retryAfter: number}} Received
 *   `gone`: the service no longer has these bytes; else an answer that is an error (status 0: none)
 */

/** Small writes cost a message to the browser each. */
const WRITE_BYTES = 1 << 20;
/** What was written is in the file only when the writer is closed. Each time costs a copy of the file, so the steps double. */
const FIRST_COMMIT_BYTES = 64 << 20;
const TRIES = 10;
const GONE = [404, 409, 410];

const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {Blob} content @param {AbortSignal} cancel */
async function digestOf(content, cancel) {
    const hash = sha256.create();
    for await (const piece of /** @type {AsyncIterable<Uint8Array>} */ (/** @type {any} */ (content.stream()))) {
        cancel.throwIfAborted();
        hash.update(piece);
    }
    return hash;
}

/** A partial file and the digest of what is in it. */
class Partial {
    /** @type {FileSystemWritableFileStream | undefined} */
    #out;
    /** @type {Uint8Array[]} */
    #pieces = [];
    #waiting = 0;
    #committed = 0;
    size = 0;
    hash = sha256.create();

    /** @param {FileSystemFileHandle} handle @param {AbortSignal} cancel */
    constructor(handle, cancel) {
        this.handle = handle;
        this.cancel = cancel;
    }

    /** Takes what is there; forgets it if it is longer than the file can be. @param {number} most */
    async read(most) {
        const content = await this.handle.getFile();
        if (content.size > most) {
            return this.clear();
        }
        this.hash = await digestOf(content, this.cancel);
        this.size = content.size;
        this.#committed = content.size;
    }

    async clear() {
        await this.close();
        const out = await this.handle.createWritable();
        await out.close();
        this.hash = sha256.create();
        this.size = 0;
        this.#committed = 0;
    }

    /** @param {Uint8Array} piece */
    async add(piece) {
        this.hash.update(piece);
        this.size += piece.length;
        this.#pieces.push(piece);
        this.#waiting += piece.length;
        if (this.#waiting >= WRITE_BYTES) {
            await this.#write();
            if (this.size - this.#committed >= Math.max(FIRST_COMMIT_BYTES, this.#committed)) {
                await this.close();
            }
        }
    }

    async #write() {
        if (this.#out === undefined) {
            this.#out = await this.handle.createWritable({ keepExistingData: true });
            await this.#out.seek(this.#committed);
        }
        const pieces = new Blob(/** @type {any} */ (this.#pieces));
        this.#pieces = [];
        this.#waiting = 0;
        await this.#out.write(pieces);
    }

    /** Afterwards everything that was added is in the file. */
    async close() {
        if (this.#waiting > 0) {
            await this.#write();
        }
        const out = this.#out;
        this.#out = undefined;
        await out?.close();
        this.#committed = this.size;
    }

    async abort() {
        await this.#out?.abort().catch(() => undefined);
    }
}

/**
 * One request for what is still missing. True if the answer ended as it should.
 * @param {Job} job @param {Partial} partial @param {AbortSignal} cancel @param {(size: number) => void} tell
 * @returns {Promise<boolean | Received>} false: the connection broke
 */
async function once(job, partial, cancel, tell) {
    /** @type {Record<string, string>} */
    const headers = partial.size > 0 ? { Range: `bytes=${partial.size}-`, 'If-Range': `"${job.sha256}"` } : {};
    let answer;
    try {
        answer = await fetch(job.url, { headers, signal: cancel, cache: 'no-store' });
    } catch {
        cancel.throwIfAborted();
        return { status: 0, problem: {}, retryAfter: 0 };
    }
    if (answer.status === 416) {
        return true; // All of it is here.
    }
    if (GONE.includes(answer.status)) {
        return { gone: true };
    }
    if (answer.status >= 400) {
        return { status: answer.status, problem: await answer.json().catch(() => ({})), retryAfter: Number(answer.headers.get('Retry-After') ?? 0) };
    }
    if (answer.status !== 206 && partial.size > 0) {
        await partial.clear();
    }
    const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
    for (;;) {
        let step;
        try {
            step = await reader.read();
        } catch {
            cancel.throwIfAborted();
            return false;
        }
        if (step.done) {
            return true;
        }
        await partial.add(step.value);
        tell(partial.size);
    }
}

/**
 * @param {Job} job @param {AbortSignal} cancel @param {(size: number) => void} tell called with the bytes that are here
 * @returns {Promise<Received>} @throws {DOMException} what the browser says of the folder
 */
export async function receive(job, cancel, tell) {
    const { directory, name } = job;
    const present = await fileOf(directory, name);
    if (present !== undefined) {
        tell(present.size);
        if (hex((await digestOf(present, cancel)).digest()) === job.sha256) {
            return { done: true };
        }
        await rename(directory, name, `${name}.partial`);
    }
    const partial = new Partial(await directory.getFileHandle(`${name}.partial`, { create: true }), cancel);
    try {
        await partial.read(job.size ?? Infinity);
        for (let fruitless = 0; fruitless < TRIES; fruitless++) {
            const had = partial.size;
            tell(had);
            const answer = job.size !== undefined && had === job.size ? true : await once(job, partial, cancel, tell);
            await partial.close();
            if (typeof answer === 'object') {
                return answer;
            }
            if (answer) {
                if (hex(partial.hash.clone().digest()) === job.sha256) {
                    await rename(directory, `${name}.partial`, name);
                    return { done: true };
                }
                await partial.clear(); // It arrived damaged, or its beginning is of an earlier content.
            } else if (partial.size > had) {
                fruitless = 0;
            } else {
                await pause(500 * (fruitless + 1));
            }
        }
        return { status: 0, problem: { detail: 'The file does not arrive with the SHA-256 that was announced.' }, retryAfter: 5 };
    } catch (failure) {
        await partial.abort();
        throw failure;
    }
}
