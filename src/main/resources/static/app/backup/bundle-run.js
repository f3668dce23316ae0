import { address, call, Problem } from '../api.js';
import { BundleFolder } from '../folder/bundle-folder.js';
import { known, receive } from '../folder/helpers.js';
import { isUri } from '../folder/names.js';
import { connection, onEvent } from '../live/live.js';
import { T } from '../texts.js';
import { patiently, pause } from './patience.js';

/**
 * The backup of one bundle into its folder, as `backup.sh` does it: the list of files is the truth, events only wake it up. Each bundle
 * has a session of its own, made with the request of `backup.sh`, so that either can go on with what the other has begun.
 *
 * @typedef {import('../schemas.js').Session} Session
 * @typedef {import('../schemas.js').SessionBundle} SessionBundle
 * @typedef {import('../schemas.js').DeliveredFile} DeliveredFile
 * @typedef {{path: string, message: string, code: number}} Failed
 * @typedef {{outcome: 'completed' | 'failed' | 'cancelled' | 'rejected', files: number, bytes: number, failedCount: number, failed: Failed[], message?: string, code?: number}} Result
 *
 * @typedef {object} Change what the page is told
 * @property {import('../folder/bundle-folder.js').Type} [type]
 * @property {string} [sessionId]
 * @property {Session} [session]
 * @property {SessionBundle} [view]
 * @property {number} [received] bytes that this browser has
 * @property {number} [inFlight] bytes of files that are not complete
 * @property {string} [note]
 * @property {number} [lost] files that the folder has lost; what was in them is sent again
 *
 * @typedef {object} Work
 * @property {string} bundleName
 * @property {import('../folder/files.js').Directory} parent
 * @property {AbortSignal} cancel
 * @property {import('./gate.js').Gate} gate
 * @property {(change: Change) => void} tell
 * @property {(folder: BundleFolder) => Promise<void>} confirm ends when the index may be closed, which completes the backup
 */

const ATTEMPTS = 3;
const FRUITLESS = 20;
const POLL_LIVE_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 1_000;
const VIEW_MILLISECONDS = 1_000;
const FAILED_SHOWN = 100;
/** The bytes that `backup.sh` sends by jq and curl: the same key with other bytes would be another request. @param {object} body */
const asShell = (body) => JSON.stringify(body, null, 2).replaceAll('\n', '');
const JSON_BODY = { 'Content-Type': 'application/json' };

/** @param {Work} work @returns {Promise<Result>} @throws {Error} when it is given up; what arrived is kept */
export async function backUp(work) {
    const onFolder = (/** @type {() => Promise<any>} */ task) => work.gate.through(work.cancel, task);
    const folder = /** @type {BundleFolder} */ (await onFolder(() => BundleFolder.open(work.parent, work.bundleName)));
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        await onFolder(() => folder.begin());
        work.tell({ type: folder.type });
        const session = new BundleRun(work, folder);
        const result = await session.go();
        if (result !== undefined) {
            return result;
        }
    }
    throw new Error(T.backup.errors.tooOften);
}

class BundleRun {
    #work;
    #folder;
    #session = '';
    #bundle = '';
    /** @type {Session | undefined} */
    #view;
    #viewed = 0;
    #closed = 0;
    #received = 0;
    /** @type {Map<string, number>} */
    #flight = new Map();
    /** @type {() => void} */
    #wake = () => undefined;
    /** Something happened since the list was read. */
    #news = false;

    /** @param {Work} work @param {BundleFolder} folder */
    constructor(work, folder) {
        this.#work = work;
        this.#folder = folder;
    }

    /** Nothing if it has to start over. @returns {Promise<Result | undefined>} */
    async go() {
        await this.#begin();
        const end = onEvent((event) => {
            if (`sessions/${event.sessionId}` === this.#session) {
                if (event.type === 'bundle') {
                    this.#work.tell({ view: event.data });
                }
                this.#news = true;
                this.#wake();
            }
        });
        try {
            if (await this.#look() && !['expired', 'released'].includes(this.#view?.state ?? '')) {
                if (this.#view?.bundles.length === 0) {
                    await this.#append();
                }
                await this.#keepCapabilities();
                await this.#drain();
                await this.#awaitEnd();
                return await this.#conclude(false);
            }
            return await this.#conclude(true);
        } finally {
            end();
        }
    }

    /** @template T @param {string} path @param {import('../api.js').Call} [options] @returns {Promise<T>} */
    #ask(path, options = {}) {
        const note = (/** @type {Problem | undefined} */ problem) => this.#work.tell({ note: problem?.message });
        return patiently(path, options, { cancel: this.#work.cancel, note });
    }

    /** @template T @param {() => Promise<T>} task @returns {Promise<T>} */
    #onFolder(task) {
        return this.#work.gate.through(this.#work.cancel, task);
    }

    /** The session of what `.session` remembers: the same key gives the same session. */
    async #begin() {
        const { bundleName } = this.#work;
        const headers = { ...JSON_BODY, 'Idempotency-Key': this.#folder.key };
        const request = { type: this.#folder.type, ...(this.#folder.type === 'backup' ? { bundles: [{ bundleName }] } : {}) };
        const compact = JSON.stringify(request);
        let session;
        try {
            session = /** @type {Session} */ (await this.#ask('sessions', { method: 'POST', headers, body: this.#folder.type === 'backup' ? asShell(request) : compact }));
        } catch (failure) {
            if (!(failure instanceof Problem) || failure.status !== 422) {
                throw failure;
            }
            session = await this.#beginAsSdk({ method: 'POST', headers, body: compact });
        }
        this.#session = `sessions/${session.sessionId}`;
        this.#bundle = `${this.#session}/bundles/${encodeURIComponent(bundleName)}`;
        this.#work.tell({ sessionId: session.sessionId });
    }

    /** The session of a run that one of the SDKs has begun. @param {import('../api.js').Call} request @returns {Promise<Session>} */
    async #beginAsSdk(request) {
        try {
            return await this.#ask('sessions', request);
        } catch (failure) {
            throw failure instanceof Problem && failure.status === 422 ? new Error(T.backup.errors.ofAnother) : failure;
        }
    }

    /** Reads what has become of the session. False if the service knows it no more. */
    async #look() {
        try {
            const session = /** @type {Session} */ (await this.#ask(this.#session));
            this.#view = session;
            this.#viewed = Date.now();
            this.#work.tell({ session, view: session.bundles[0] });
            return true;
        } catch (failure) {
            if (failure instanceof Problem && failure.kind === 'no-such-session') {
                this.#view = undefined;
                return false;
            }
            throw failure;
        }
    }

    get #bundleView() {
        return this.#view?.bundles[0];
    }

    /** Says what the increment starts from, then has it made. With a manifest the time says no more than that it is one. */
    async #append() {
        const { bundleName, cancel } = this.#work;
        const base = await this.#onFolder(() => known(this.#folder.directory, this.#folder.previous, cancel));
        const header = await this.#onFolder(() => this.#folder.header(this.#folder.previous));
        if (base === undefined || header === undefined) {
            throw new Error(T.backup.errors.noManifest(this.#folder.previous));
        }
        this.#work.tell({ lost: base.lost.length });
        await this.#ask(`${this.#session}/manifests/${encodeURIComponent(bundleName)}`, { method: 'PUT', headers: { 'Content-Type': 'text/plain' }, body: base.manifest });
        const request = { bundles: [{ bundleName, lastIncrementalTime: Math.max(1, Math.floor(header.begunAt / 1000)) }] };
        await this.#ask(`${this.#session}/bundles`, { method: 'POST', headers: { ...JSON_BODY, 'Idempotency-Key': this.#folder.key }, body: asShell(request) });
    }

    async #keepCapabilities() {
        if (!(await this.#onFolder(() => this.#folder.hasCapabilities()))) {
            const capabilities = await this.#ask(`${this.#session}/capabilities`);
            await this.#onFolder(() => this.#folder.keepCapabilities(JSON.stringify(capabilities)));
        }
    }

    /** Fetches and closes all there is, until nothing more will come. The list shows what is not closed yet, so it is its own memory. */
    async #drain() {
        for (let fruitless = 0; fruitless < FRUITLESS; ) {
            this.#news = false;
            let page;
            try {
                page = /** @type {import('../schemas.js').Schemas['DeliveredFileList']} */ (await this.#ask(`${this.#bundle}/files`, { query: { state: 'ready', limit: 100 } }));
            } catch (failure) {
                if (failure instanceof Problem && failure.kind === 'no-such-session') {
                    return;
                }
                throw failure;
            }
            if (page.files.length === 0 && !page.more) {
                return;
            }
            const before = this.#closed;
            await this.#takeAll(page.files);
            if (page.files.length === 0) {
                await this.#look();
                await this.#sleep();
            } else if (this.#closed === before) {
                fruitless++; // What changes all the time is announced again and again.
                await pause(1_000, this.#work.cancel);
            } else {
                fruitless = 0;
            }
        }
    }

    /** Until an event of the session, or for a while. */
    async #sleep() {
        if (this.#news) {
            return;
        }
        const milliseconds = connection.value.state === 'live' ? POLL_LIVE_MILLISECONDS : POLL_MILLISECONDS;
        await pause(milliseconds, this.#work.cancel, (wake) => (this.#wake = wake));
    }

    /** Two at once. @param {DeliveredFile[]} files */
    async #takeAll(files) {
        for (const { uri } of files) {
            if (!isUri(uri) || !(await this.#onFolder(() => this.#folder.own(uri)))) {
                throw new Error(T.backup.errors.strangeName(uri));
            }
        }
        const queue = [...files];
        await Promise.all(
            [1, 2].map(async () => {
                for (let file; (file = queue.shift()) !== undefined; ) {
                    await this.#take(file);
                    if (Date.now() - this.#viewed > VIEW_MILLISECONDS && connection.value.state !== 'live') {
                        await this.#look();
                    }
                }
            }),
        );
    }

    /** Fetches a file, then closes it; if that does not work, the list will tell why. @param {DeliveredFile} file */
    async #take(file) {
        const { uri } = file;
        const manifest = { name: `${uri}.manifest`, url: file.manifestUrl, sha256: file.manifestSha256, size: undefined };
        try {
            if (!(await this.#fetch({ name: uri, url: file.contentUrl, sha256: file.sha256, size: file.size }))) {
                return;
            }
            if (file.kind === 'index') {
                if (!(await this.#fetch(manifest))) {
                    return;
                }
                await this.#work.confirm(this.#folder);
            }
            await this.#close(file);
        } finally {
            this.#flight.delete(uri);
            this.#count();
        }
    }

    /** @param {{name: string, url: string, sha256: string, size: number | undefined}} file */
    async #fetch(file) {
        const job = { ...file, directory: this.#folder.directory, url: address(file.url).href };
        const answer = await this.#onFolder(() =>
            receive(job, this.#work.cancel, (size) => {
                this.#flight.set(file.name, size);
                this.#count();
            }),
        );
        this.#flight.delete(file.name);
        if ('done' in answer) {
            this.#received += file.size ?? 0;
            this.#work.tell({ note: undefined });
            return true;
        }
        if ('status' in answer) {
            this.#work.tell({ note: new Problem(answer.status, answer.status === 0 && !answer.problem.detail ? { detail: T.common.unreachable.title } : answer.problem).message });
            await pause(1000 * Math.max(2, answer.retryAfter), this.#work.cancel);
        }
        return false;
    }

    #count() {
        const inFlight = [...this.#flight.values()].reduce((sum, size) => sum + size, 0);
        this.#work.tell({ inFlight, received: this.#received + inFlight });
    }

    /** @param {DeliveredFile} file */
    async #close({ uri, sha256 }) {
        try {
            await this.#ask(`${this.#bundle}/files/${uri}`, { method: 'DELETE', query: { sha256 } });
            this.#closed++;
        } catch (failure) {
            const kind = failure instanceof Problem ? failure.kind : '';
            if (kind === 'file-changed' || kind === 'receipt-mismatch') {
                await this.#onFolder(() => this.#folder.putBack(uri));
            } else if (kind === 'file-closed') {
                await this.#onFolder(() => this.#folder.drop(uri)); // Given up, or its bundle has ended.
            } else if (kind !== 'no-such-session') {
                throw failure;
            }
        }
    }

    /** When nothing more comes the bundle ends at once. */
    async #awaitEnd() {
        for (let tries = 0; tries < 30; tries++) {
            if (!(await this.#look()) || this.#bundleView?.state === 'ended' || this.#view?.state === 'expired') {
                return;
            }
            await pause(POLL_MILLISECONDS, this.#work.cancel, (wake) => (this.#wake = wake));
        }
        throw new Error(T.backup.errors.noEnd);
    }

    /** @param {boolean} over whether the session was over before this run came @returns {Promise<Result | undefined>} */
    async #conclude(over) {
        const view = this.#bundleView;
        const outcome = view?.state === 'ended' ? view.outcome : undefined;
        if (outcome === 'completed') {
            return this.#finish(/** @type {SessionBundle} */ (view));
        }
        const startOver = over || view === undefined || this.#view?.state === 'expired' || (await this.#wasRestarted());
        await this.#onFolder(() => this.#folder.clear());
        await this.#release();
        if (startOver) {
            this.#work.tell({ note: T.backup.startsOver, received: 0, inFlight: 0, view: undefined });
            return undefined;
        }
        return { outcome: outcome ?? 'failed', files: 0, bytes: 0, failedCount: 0, failed: [], message: view?.err?.message, code: view?.err?.code };
    }

    /** @param {SessionBundle} view @returns {Promise<Result>} */
    async #finish(view) {
        const lacks = await this.#onFolder(() => this.#folder.lacking());
        if (lacks !== undefined) {
            throw new Error(T.backup.errors.lacks(lacks));
        }
        if (!(await this.#onFolder(() => this.#folder.hasCapabilities()))) {
            await this.#keepCapabilities();
        }
        await this.#onFolder(() => this.#folder.finish());
        const report = /** @type {import('../schemas.js').Schemas['BundleReport']} */ (await this.#ask(`${this.#bundle}/report`, { query: { limit: FAILED_SHOWN } }));
        await this.#release();
        return { outcome: 'completed', files: view.filesClosed, bytes: view.bytesClosed, failedCount: view.failedCount, failed: report.failed };
    }

    /** Whether the service was restarted while the session was live. That ends the backup of an application that was held. */
    async #wasRestarted() {
        const log = /** @type {import('../schemas.js').Schemas['EventPage']} */ (await this.#ask(`${this.#session}/events`, { query: { types: 'onBackupServiceDied' } }));
        return log.events.length > 0;
    }

    async #release() {
        await call(this.#session, { method: 'DELETE' }).catch(() => undefined); // It expires by itself.
    }
}
