import { sha256 } from '../../vendor/sha256.js';
import { call, Problem } from '../api.js';
import { hex } from '../hex.js';
import { pause } from '../patience.js';
import { patient, trouble } from './patient.js';

/**
 * Sends one file of a restore, in slices behind the offset that the service has, so that a break costs at most a slice.
 *
 * @typedef {import('../schemas.js').Upload} Upload
 */

const LARGEST = 8 * 1024 * 1024;
const SMALLEST = 256 * 1024;
/** A slice takes about this long, so that progress can be seen on a slow line too. */
const SLICE_SECONDS = 1;
/** A piece that is refused this often in a row will not be taken. */
const MOST_REFUSED = 10;

/** A file of the folder that is not what the backup says, or that cannot be read. */
export class BadFile extends Error {
    /** @param {'damaged' | 'unreadable' | 'missing'} kind @param {string} uri */
    constructor(kind, uri) {
        super(`${uri}: ${kind}`);
        this.kind = kind;
        this.uri = uri;
    }
}

/** @param {Blob} file @returns {Promise<string>} hex */
export async function digestOf(file) {
    const hash = sha256.create();
    for (let at = 0; at < file.size; at += SMALLEST) {
        hash.update(new Uint8Array(await file.slice(at, at + SMALLEST).arrayBuffer()));
    }
    return hex(hash.digest());
}

/** A digest as a header has it. @param {string} hex */
const digestField = (hex) => `sha-256=:${btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((two) => parseInt(two, 16))))}:`;

/**
 * @param {object} what
 * @param {string} what.path of the upload
 * @param {string} what.uri
 * @param {import('./source.js').Opener} what.open
 * @param {Upload} [what.state] what the service has of it
 * @param {string} what.digest hex, what the file has to be
 * @param {AbortSignal} what.signal
 * @param {(offset: number) => void} what.sent told whenever bytes are on the service's disk
 * @throws {BadFile | Problem}
 */
export async function upload({ path, uri, open, state, digest, signal, sent }) {
    const file = await open().catch(() => Promise.reject(new BadFile('unreadable', uri)));
    let next = await begin({ path, state, file, digest, signal });
    let slice = SMALLEST * 4;
    let refused = 0;
    while (next !== undefined) {
        const offset = next;
        sent(offset);
        const end = Math.min(file.size, offset + slice);
        const started = performance.now();
        try {
            next = await piece({ path, file, offset, end, digest, signal });
            refused = 0;
            slice = Math.max(SMALLEST, Math.min(LARGEST, Math.round((slice * SLICE_SECONDS * 1000) / (performance.now() - started))));
        } catch (failure) {
            if (++refused > MOST_REFUSED && failure instanceof Problem && failure.status >= 400 && failure.status < 429) {
                throw failure;
            }
            next = await behind(failure, { path, uri, file, offset, digest, signal });
        }
    }
    sent(file.size);
}

/** @param {string} path @param {AbortSignal} signal @returns {Promise<Upload | undefined>} */
const stateOf = (path, signal) => patient(path, { signal }).catch((problem) => (problem.kind === 'no-such-file' ? undefined : Promise.reject(problem)));

/**
 * Where to begin; undefined if all is there.
 * @param {{path: string, state?: Upload, file: File, digest: string, signal: AbortSignal}} what
 * @returns {Promise<number | undefined>}
 */
async function begin({ path, state, file, digest, signal }) {
    if (state?.complete && state.size === file.size && state.sha256 === digest) {
        return undefined;
    }
    if (state !== undefined && (state.complete || state.offset > file.size)) {
        await patient(path, { method: 'DELETE', signal });
        return 0;
    }
    return state?.offset ?? 0;
}

/**
 * One request. @param {{path: string, file: File, offset: number, end: number, digest: string, signal: AbortSignal}} what
 * @returns {Promise<number | undefined>} the next offset, undefined when all is there
 */
async function piece({ path, file, offset, end, digest, signal }) {
    /** @type {Record<string, string>} */
    const headers = { 'Repr-Digest': digestField(digest) };
    if (offset === file.size && offset > 0) {
        // Everything arrived, but the service has not heard yet that this is all.
        const complete = { 'Content-Type': 'application/partial-upload', 'Upload-Offset': String(offset), 'Upload-Complete': '?1' };
        await call(path, { method: 'PATCH', headers: { ...headers, ...complete }, body: new Blob(), signal });
        return undefined;
    }
    headers['Content-Type'] = 'application/octet-stream';
    if (file.size > 0) {
        headers['Content-Range'] = `bytes ${offset}-${end - 1}/${file.size}`;
    }
    const state = /** @type {Upload} */ (await call(path, { method: 'PUT', headers, body: file.slice(offset, end), signal }));
    return state.complete ? undefined : state.offset;
}

/**
 * What to do about a piece that was not taken. @param {unknown} failure
 * @param {{path: string, uri: string, file: File, offset: number, digest: string, signal: AbortSignal}} what
 * @returns {Promise<number | undefined>} where to go on
 */
async function behind(failure, { path, uri, file, offset, digest, signal }) {
    if (!(failure instanceof Problem) || signal.aborted) {
        throw failure;
    }
    if (failure.kind === 'digest-mismatch') {
        // Bytes were changed on the way, or an earlier run began with something else; unless the file itself is not what it should be.
        if ((await digestOf(file)) !== digest) {
            throw new BadFile('damaged', uri);
        }
        await patient(path, { method: 'DELETE', signal });
        return 0;
    }
    if (failure.status === 0) {
        await file.slice(offset, offset + 1).arrayBuffer().catch(() => Promise.reject(new BadFile('unreadable', uri)));
    } else if (failure.status < 500 && ![401, 408, 429].includes(failure.status) && !['offset-mismatch', 'invalid-request'].includes(failure.kind)) {
        throw failure;
    }
    if (!['offset-mismatch', 'invalid-request'].includes(failure.kind)) {
        trouble.value = failure;
        await pause(1000 * Math.max(1, failure.retryAfter), signal);
    }
    const now = await stateOf(path, signal);
    return now?.complete ? undefined : (now?.offset ?? 0);
}
