import { call, Problem } from '../api.js';
import { BundleFolder } from '../folder/bundle-folder.js';
import { known } from '../folder/helpers.js';
import { T } from '../texts.js';
import { Delivery } from './delivery.js';
import { patiently, pause } from '../patience.js';

/**
 * The backup of one bundle into its folder, as `backup.sh` does it: the list of files is the truth, events only wake it up. Each bundle
 * has a session of its own, made with the request of `backup.sh`, so that either can go on with what the other has begun.
 *
 * @typedef {import('../schemas.js').Session} Session
 * @typedef {import('../schemas.js').SessionBundle} SessionBundle
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
 * @property {import('../folder/gate.js').Gate} gate
 * @property {(change: Change) => void} tell
 * @property {(folder: BundleFolder) => Promise<void>} confirm ends when the index may be closed, which completes the backup
 */

const ATTEMPTS = 3;
const END_MILLISECONDS = 500;
const END_TRIES = 60;
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

/** False if the service does not keep the manifest that was named. @param {Error} failure @throws {Error} anything else */
function isNotKept(failure) {
    if (failure instanceof Problem && failure.kind === 'no-such-generation') {
        return false;
    }
    throw failure;
}

class BundleRun {
    #work;
    #folder;
    #sessionId = '';
    #session = '';
    #bundle = '';
    /** @type {Session | undefined} */
    #view;

    /** @param {Work} work @param {BundleFolder} folder */
    constructor(work, folder) {
        this.#work = work;
        this.#folder = folder;
    }

    /** Nothing if it has to start over. @returns {Promise<Result | undefined>} */
    async go() {
        await this.#begin();
        if (!(await this.#look()) || ['expired', 'released'].includes(this.#view?.state ?? '')) {
            return this.#conclude(true);
        }
        if (this.#view?.bundles.length === 0) {
            await this.#append();
        }
        await this.#keepCapabilities();
        const service = { sessionId: this.#sessionId, bundle: this.#bundle, ask: this.#ask.bind(this), look: () => this.#look() };
        await new Delivery(this.#work, this.#folder, service).take();
        await this.#awaitEnd();
        return this.#conclude(false);
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
        this.#sessionId = session.sessionId;
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

    /** Says what the increment starts from, then has it made. The manifest is sent only if the service does not keep it, or if files of it are lost here. */
    async #append() {
        const { bundleName, cancel } = this.#work;
        const base = await this.#onFolder(() => known(this.#folder.directory, this.#folder.previous, cancel));
        const header = await this.#onFolder(() => this.#folder.header(this.#folder.previous));
        if (base === undefined || header === undefined) {
            throw new Error(T.backup.errors.noManifest(this.#folder.previous));
        }
        this.#work.tell({ lost: base.lost.length });
        const body = asShell({ bundles: [{ bundleName, previousGeneration: header.generation }] });
        const append = () => this.#ask(`${this.#session}/bundles`, { method: 'POST', headers: { ...JSON_BODY, 'Idempotency-Key': this.#folder.key }, body });
        if (base.lost.length === 0 && (await append().then(() => true, isNotKept))) {
            return;
        }
        await this.#ask(`${this.#session}/manifests/${encodeURIComponent(bundleName)}`, { method: 'PUT', headers: { 'Content-Type': 'text/plain' }, body: base.manifest });
        await append();
    }

    async #keepCapabilities() {
        if (!(await this.#onFolder(() => this.#folder.hasCapabilities()))) {
            const capabilities = await this.#ask(`${this.#session}/capabilities`);
            await this.#onFolder(() => this.#folder.keepCapabilities(JSON.stringify(capabilities)));
        }
    }

    /** When nothing more comes the bundle ends at once. */
    async #awaitEnd() {
        for (let tries = 0; tries < END_TRIES; tries++) {
            if (!(await this.#look()) || this.#bundleView?.state === 'ended' || this.#view?.state === 'expired') {
                return;
            }
            await pause(END_MILLISECONDS, this.#work.cancel);
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
