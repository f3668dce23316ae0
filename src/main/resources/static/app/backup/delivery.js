import { address, Problem } from '../api.js';
import { receive } from '../folder/helpers.js';
import { isUri } from '../folder/names.js';
import { connection, onEvent } from '../live/live.js';
import { T } from '../texts.js';
import { pause } from '../patience.js';

/**
 * The files of one bundle's backup: fetches and closes what the service announces.
 *
 * @typedef {import('../schemas.js').DeliveredFile} DeliveredFile
 * @typedef {import('./bundle-run.js').Work} Work
 *
 * @typedef {object} Service the session, as the backup of the bundle uses it
 * @property {string} sessionId
 * @property {string} bundle the address of the bundle in the session
 * @property {<T>(path: string, options?: import('../api.js').Call) => Promise<T>} ask waits out what will pass
 * @property {() => Promise<unknown>} look reads the state of the session for the page
 */

const FRUITLESS = 20;
const POLL_LIVE_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 1_000;
const VIEW_MILLISECONDS = 1_000;

export class Delivery {
    #work;
    #folder;
    #service;
    #looked = 0;
    #closed = 0;
    #received = 0;
    /** @type {Map<string, number>} */
    #flight = new Map();
    /** @type {() => void} */
    #wake = () => undefined;
    /** Something happened since the list was read. */
    #news = false;

    /** @param {Work} work @param {import('../folder/bundle-folder.js').BundleFolder} folder @param {Service} service */
    constructor(work, folder, service) {
        this.#work = work;
        this.#folder = folder;
        this.#service = service;
    }

    /** @template T @param {() => Promise<T>} task @returns {Promise<T>} */
    #onFolder(task) {
        return this.#work.gate.through(this.#work.cancel, task);
    }

    /** Ends when nothing more will come. */
    async take() {
        const end = onEvent((event) => {
            if (event.sessionId === this.#service.sessionId) {
                if (event.type === 'bundle') {
                    this.#work.tell({ view: event.data });
                }
                this.#news = true;
                this.#wake();
            }
        });
        try {
            await this.#drain();
        } finally {
            end();
        }
    }

    /** Fetches and closes all there is, until nothing more will come. The list shows what is not closed yet, so it is its own memory. */
    async #drain() {
        for (let fruitless = 0; fruitless < FRUITLESS; ) {
            this.#news = false;
            let page;
            try {
                page = /** @type {import('../schemas.js').Schemas['DeliveredFileList']} */ (await this.#service.ask(`${this.#service.bundle}/files`, { query: { state: 'ready', limit: 100 } }));
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

    async #look() {
        this.#looked = Date.now();
        await this.#service.look();
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
        const ends = await Promise.allSettled(
            [1, 2].map(async () => {
                for (let file; (file = queue.shift()) !== undefined; ) {
                    await this.#take(file);
                    if (Date.now() - this.#looked > VIEW_MILLISECONDS && connection.value.state !== 'live') {
                        await this.#look();
                    }
                }
            }),
        );
        // Only now nothing writes into the folder any more, so that it can be cleared.
        const failed = ends.find((end) => end.status === 'rejected');
        if (failed !== undefined) {
            throw failed.reason;
        }
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
            await this.#service.ask(`${this.#service.bundle}/files/${uri}`, { method: 'DELETE', query: { sha256 } });
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
}
