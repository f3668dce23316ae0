import { byName } from '../format.js';
import { headerOf, newestOf } from '../folder/manifest.js';
import { bundleOf } from '../folder/names.js';
import { summarise } from './manifest.js';

/**
 * Recognises backups in what a person gave, by the layout that `backup.sh` and the SDKs write: a directory a bundle with the delivered
 * files, `<index>.manifest` and `capabilities.json`; `.session` while a run is not finished.
 *
 * @typedef {import('./source.js').Place} Place
 * @typedef {import('./source.js').Given} Given
 * @typedef {import('../schemas.js').BundleInfo} BundleInfo
 * @typedef {{uri: string, has?: number, size?: number}} Missing `has`: bytes, if the file is there and was cut off
 * @typedef {object} Content what is known of a generation when its manifest was read
 * @property {number} files
 * @property {number} bytes
 * @property {string[]} needed the files to send that are there, and those that are not
 * @property {string[]} manifests the manifests to send, the newest first
 * @property {Missing[]} missing
 * @property {number} size bytes of the files that are to be sent
 * @property {boolean} damaged whether its manifest cannot be read
 * @typedef {import('../folder/manifest.js').Header & {index: string}} Generation
 * @typedef {'unfinished' | 'noCapabilities' | 'noManifest'} Obstacle why a bundle cannot be restored
 * @typedef {object} Found
 * @property {string} directory in what was given
 * @property {string} bundleName
 * @property {Place} place
 * @property {Generation[]} generations the oldest first; none if it is a directory of tars
 * @property {string[]} damaged manifests that cannot be read
 * @property {BundleInfo} [info] of the device that the backup is from
 * @property {any} [capabilities] the file that has `info`
 * @property {boolean} unfinishedIncrement one that is left out
 * @property {Obstacle} [obstacle]
 */

const MANIFEST = 'manage.json.manifest';
const BUNDLE = /^[A-Za-z][A-Za-z0-9_.-]{0,127}(:[1-9][0-9]{0,8})?$/;

/** @param {import('./source.js').Opener | undefined} open @returns {Promise<any>} undefined if it is not there or no JSON */
async function json(open) {
    try {
        return open && JSON.parse(await (await open()).text());
    } catch {
        return undefined;
    }
}

/** @param {BundleInfo} info */
const nameOf = (info) => (info.appIndex > 0 ? `${info.name}:${info.appIndex}` : info.name);

/** @param {Given} given @returns {Promise<Found[]>} in the order of names; empty if there is no backup */
export async function recognise(given) {
    const found = [];
    const shared = given.places.get('')?.get('capabilities.json');
    for (const [directory, place] of given.places) {
        const names = [...place.keys()];
        if (names.some((name) => name.endsWith(MANIFEST) || name === '.session' || (name.endsWith('.tar') && (place.has('capabilities.json') || shared)))) {
            found.push(await look(directory, place, shared));
        }
    }
    return found.filter(({ bundleName }) => BUNDLE.test(bundleName)).sort((one, other) => byName(one.bundleName, other.bundleName));
}

/** @param {string} directory @param {Place} place @param {import('./source.js').Opener | undefined} shared @returns {Promise<Found>} */
async function look(directory, place, shared) {
    const session = (await (await place.get('.session')?.())?.text())?.split('\n') ?? [];
    const unfinished = place.has('.session');
    const full = unfinished && session[1] !== 'incrementalBackup';
    const { generations, damaged } = full ? { generations: [], damaged: [] } : await generationsOf(place, unfinished ? session[3] : undefined);
    const capabilities = (await json(place.get('capabilities.json'))) ?? (await json(shared));
    /** @type {BundleInfo[]} */
    const infos = Array.isArray(capabilities?.bundleInfos) ? capabilities.bundleInfos : [];
    const bundleName = generations.at(-1)?.bundle || bundleOf(directory) || (infos[0] ? nameOf(infos[0]) : '');
    const info = infos.find((each) => nameOf(each) === bundleName);
    /** @type {Obstacle | undefined} */
    const obstacle = full
        ? 'unfinished'
        : info === undefined
          ? 'noCapabilities'
          : generations.length === 0 && (damaged.length > 0 || tarsOf(place).length === 0)
            ? 'noManifest'
            : undefined;
    return { directory, bundleName, place, generations, damaged, info, capabilities, unfinishedIncrement: unfinished && !full, obstacle };
}

/** @param {Place} place */
export const tarsOf = (place) => [...place.keys()].filter((name) => /^[A-Za-z0-9_.]{1,251}\.tar$/.test(name));

/** @param {Place} place @param {string | undefined} prefix of the files of an unfinished increment */
async function generationsOf(place, prefix) {
    /** @type {Generation[]} */
    const generations = [];
    const damaged = [];
    for (const [name, open] of place) {
        if (name.endsWith(MANIFEST) && !(prefix && name.startsWith(prefix))) {
            const header = await headerOf(await open());
            if (header === undefined) {
                damaged.push(name);
            } else {
                generations.push({ ...header, index: name.replace(/\.manifest$/, '') });
            }
        }
    }
    return { generations: generations.sort((one, other) => one.begunAt - other.begunAt), damaged };
}

/**
 * Reads the manifest of a generation and compares the folder with it, by names and sizes.
 * @param {Found} found
 * @param {Generation | undefined} generation undefined: tars without a manifest
 * @returns {Promise<Content>}
 */
export async function inspect(found, generation) {
    if (generation === undefined) {
        const needed = tarsOf(found.place);
        const sizes = await Promise.all(needed.map(async (name) => (await found.place.get(name)?.())?.size ?? 0));
        const size = sizes.reduce((sum, each) => sum + each, 0);
        return { files: needed.length, bytes: size, needed, manifests: [], missing: [], size, damaged: false };
    }
    try {
        const summary = await summarise(await /** @type {import('./source.js').Opener} */ (found.place.get(`${generation.index}.manifest`))());
        const older = summary.open ? found.generations.filter(({ begunAt }) => begunAt < generation.begunAt).reverse() : [];
        for (const { index } of older) {
            const { needed } = await summarise(await /** @type {import('./source.js').Opener} */ (found.place.get(`${index}.manifest`))());
            needed.forEach((name) => summary.needed.add(name));
        }
        const needed = [...summary.needed];
        const manifests = [generation, ...older].map(({ index }) => index);
        return { files: summary.files, bytes: summary.bytes, needed, manifests, ...(await compare(found.place, needed)), damaged: false };
    } catch {
        return { files: 0, bytes: 0, needed: [], manifests: [], missing: [], size: 0, damaged: true };
    }
}

/**
 * What the indexes say of each delivered file.
 * @param {Place} place
 * @returns {Promise<Map<string, {size: number, sha256: string}>>}
 */
export async function indexed(place) {
    const known = new Map();
    for (const [name, open] of place) {
        const index = name.endsWith('manage.json') ? await json(open) : [];
        for (const entry of Array.isArray(index) ? index : []) {
            known.set(entry.fileName, { size: entry.information?.stat?.st_size, sha256: entry.sha256 });
        }
    }
    return known;
}

/** What is missing of the files that are needed, and how many bytes are there. @param {Place} place @param {string[]} needed */
async function compare(place, needed) {
    const known = await indexed(place);
    /** @type {Missing[]} */
    const missing = [];
    let total = 0;
    for (const uri of needed) {
        const has = (await place.get(uri)?.())?.size;
        const size = known.get(uri)?.size;
        total += has ?? 0;
        if (has === undefined || (size !== undefined && has !== size)) {
            missing.push({ uri, has, size });
        }
    }
    return { missing, size: total };
}
