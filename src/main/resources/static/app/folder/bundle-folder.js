import { randomKey } from '../hex.js';
import { fileOf, filesIn, handleOf, remove, rename, textOf, writeText } from './files.js';
import { headerOf, newestOf } from './manifest.js';
import { directoryName } from './names.js';

/**
 * The folder of one bundle in a folder of backups, with the same files that `backup.sh` keeps: each of them can go on with what the other
 * has begun, and add to what the other has finished. `.session` is there as long as a run is unfinished; its lines are an idempotency
 * key, the type of the session, the index that an increment starts from, and what the names of the run's files begin with.
 *
 * @typedef {import('./files.js').Directory} Directory
 * @typedef {'backup' | 'incrementalBackup'} Type
 * @typedef {import('./manifest.js').Header & {index: string}} Generation
 * @typedef {{state: 'empty'} | {state: 'foreign'} | {state: 'backup', newest: Generation} | {state: 'unfinished', type: Type}} Found
 *   `foreign`: files that are no backup
 */

const SESSION = '.session';
const CAPABILITIES = 'capabilities.json';

/** What may lie in a folder without meaning anything. @param {string} name */
const isNoise = (name) => ['.lock', '.session.partial', '.DS_Store', 'desktop.ini'].includes(name) || name.endsWith('.crswap');

/** Says what is in the folder of a bundle, and changes nothing. @param {Directory} parent @param {string} bundleName @returns {Promise<Found>} */
export async function find(parent, bundleName) {
    let directory;
    try {
        directory = await parent.getDirectoryHandle(directoryName(bundleName));
    } catch (failure) {
        if (failure instanceof DOMException && failure.name === 'NotFoundError') {
            return { state: 'empty' };
        }
        if (failure instanceof DOMException && failure.name === 'TypeMismatchError') {
            return { state: 'foreign' };
        }
        throw failure;
    }
    const folder = new BundleFolder(directory);
    await folder.read();
    if (folder.key !== '') {
        return { state: 'unfinished', type: folder.type };
    }
    const newest = await folder.newest();
    if (newest !== undefined) {
        return { state: 'backup', newest };
    }
    return { state: (await filesIn(directory)).every(isNoise) ? 'empty' : 'foreign' };
}

export class BundleFolder {
    key = '';
    /** @type {Type} */
    type = 'backup';
    /** The index that the increment starts from. */
    previous = '';
    prefix = '';

    /** @param {Directory} directory */
    constructor(directory) {
        this.directory = directory;
    }

    /** @param {Directory} parent @param {string} bundleName */
    static async open(parent, bundleName) {
        const folder = new BundleFolder(await parent.getDirectoryHandle(directoryName(bundleName), { create: true }));
        await folder.read();
        return folder;
    }

    /** Reads what an unfinished run has noted. */
    async read() {
        const [key = '', type = '', previous = '', prefix = ''] = ((await textOf(this.directory, SESSION)) ?? '').split('\n');
        this.key = key;
        this.type = type === 'incrementalBackup' ? type : 'backup';
        this.previous = previous;
        this.prefix = prefix;
    }

    /** Begins a run: an increment if there is a backup. Nothing if one is unfinished. */
    async begin() {
        if (this.key !== '') {
            return;
        }
        this.previous = (await this.newest())?.index ?? '';
        this.type = this.previous === '' ? 'backup' : 'incrementalBackup';
        this.prefix = '';
        this.key = randomKey();
        await this.#remember();
    }

    #remember() {
        return writeText(this.directory, SESSION, `${[this.key, this.type, this.previous, this.prefix].join('\n')}\n`);
    }

    /** The newest finished generation in the folder. @returns {Promise<Generation | undefined>} */
    async newest() {
        const found = [];
        for (const name of await filesIn(this.directory)) {
            if (name.endsWith('manage.json.manifest') && !this.isOfThisRun(name)) {
                const header = await headerOf(/** @type {File} */ (await fileOf(this.directory, name)));
                if (header !== undefined) {
                    found.push({ ...header, index: name.slice(0, -'.manifest'.length) });
                }
            }
        }
        return newestOf(found);
    }

    /** @param {string} name */
    isOfThisRun(name) {
        return this.key !== '' && (this.type === 'backup' ? name !== SESSION && name !== '.lock' : this.prefix !== '' && name.startsWith(this.prefix));
    }

    /** Notes what the names of this run begin with, before the first of them is written. False for a file that cannot be of this run. @param {string} uri */
    async own(uri) {
        if (this.type === 'incrementalBackup' && this.prefix === '') {
            const prefix = /^[0-9]{1,18}_/.exec(uri)?.[0];
            if (prefix === undefined || (await filesIn(this.directory)).some((name) => name.startsWith(prefix))) {
                return false;
            }
            this.prefix = prefix;
            await this.#remember();
        }
        return uri.startsWith(this.prefix);
    }

    /** @param {string} index */
    async header(index) {
        const manifest = await fileOf(this.directory, `${index}.manifest`);
        return manifest && headerOf(manifest);
    }

    /** @param {string} name */
    drop(name) {
        return remove(this.directory, name);
    }

    /** What was fetched is of an earlier content; often that is the beginning of the new one, or has become it again. @param {string} name */
    async putBack(name) {
        if ((await handleOf(this.directory, name)) !== undefined) {
            await rename(this.directory, name, `${name}.partial`);
        }
    }

    /** Kept early, because it cannot be had any more when the session has expired. @param {string} capabilities */
    keepCapabilities(capabilities) {
        return writeText(this.directory, `${CAPABILITIES}.partial`, capabilities);
    }

    async hasCapabilities() {
        return (await handleOf(this.directory, `${CAPABILITIES}.partial`)) !== undefined;
    }

    /** The files of this run, in the order in which they arrived. */
    async files() {
        const names = (await filesIn(this.directory)).filter((name) => this.isOfThisRun(name) && !name.endsWith('.partial') && !isNoise(name));
        return Promise.all(names.map(async (name) => ({ name, size: (await fileOf(this.directory, name))?.size ?? 0 })));
    }

    /** A name of what the index lists, or of the index, that is not in the folder. @param {Set<string>} elsewhere names that are kept elsewhere */
    async lacking(elsewhere = new Set()) {
        const index = `${this.prefix}manage.json`;
        const listed = JSON.parse((await textOf(this.directory, index)) ?? '[]');
        const present = new Set([...(await filesIn(this.directory)), ...elsewhere]);
        return [index, `${index}.manifest`, ...listed.map((/** @type {any} */ entry) => entry.fileName)].find((name) => !present.has(name));
    }

    async placeCapabilities() {
        const capabilities = await textOf(this.directory, `${CAPABILITIES}.partial`);
        if (capabilities !== undefined) {
            await writeText(this.directory, CAPABILITIES, capabilities);
        }
    }

    /** The run has ended well: puts its capability file in place, and removes what began to come and was given up. */
    async finish() {
        await this.placeCapabilities();
        for (const name of await filesIn(this.directory)) {
            if (name.endsWith('.partial') && (name.startsWith(CAPABILITIES) || this.isOfThisRun(name))) {
                await remove(this.directory, name);
            }
        }
        await remove(this.directory, SESSION);
        this.key = '';
    }

    /** Removes what this run has left, and nothing of others; the sign that it is not finished goes last. */
    async clear() {
        for (const name of await filesIn(this.directory)) {
            if (this.isOfThisRun(name) || name === `${CAPABILITIES}.partial`) {
                await remove(this.directory, name);
            }
        }
        await remove(this.directory, SESSION);
        this.key = '';
    }
}
