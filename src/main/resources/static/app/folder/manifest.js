/** Manifests of a backup (`docs/manifest.md`), as far as a folder of backups needs them. For pages and workers. */

/** The first line is short, but names up to 1,000 paths that failed. */
const HEADER_BYTES = 300_000;

/**
 * @typedef {object} Header
 * @property {string} bundle
 * @property {string} generation
 * @property {string} parent empty for a full backup
 * @property {number} begunAt milliseconds since 1970
 * @property {number} failed entries that could not be taken
 */

/** @param {Blob} manifest @returns {Promise<Header | undefined>} nothing if it is no manifest */
export async function headerOf(manifest) {
    const [line = ''] = (await manifest.slice(0, HEADER_BYTES).text()).split('\n', 1);
    if (!line.startsWith('version=')) {
        return undefined;
    }
    /** @type {Record<string, string>} */
    const fields = Object.fromEntries(line.split('&').map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]));
    return {
        bundle: fields.bundle ?? '',
        generation: fields.generation ?? '',
        parent: fields.parent ?? '',
        begunAt: Number(fields.begunAt),
        failed: Number(fields.failed ?? 0),
    };
}

/**
 * The newest generation: the one that no other names as its parent, and of several the one that began last.
 * @template {Header} T
 * @param {T[]} headers
 * @returns {T | undefined}
 */
export function newestOf(headers) {
    const parents = new Set(headers.map((header) => header.parent));
    return headers
        .filter((header) => !parents.has(header.generation))
        .sort((one, other) => one.begunAt - other.begunAt)
        .at(-1);
}

/** @param {Blob} manifest @returns {AsyncGenerator<string>} its lines */
async function* linesOf(manifest) {
    let rest = '';
    // A name is UTF-8 or escaped, so nothing is lost by reading text.
    for await (const text of /** @type {AsyncIterable<string>} */ (/** @type {any} */ (manifest.stream().pipeThrough(new TextDecoderStream('utf-8', { ignoreBOM: true }))))) {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        yield* lines;
    }
}

/** The delivered files that a manifest names. @param {Blob} manifest @returns {Promise<Set<string>>} */
export async function namedIn(manifest) {
    const names = new Set();
    let number = 0;
    for await (const line of linesOf(manifest)) {
        const name = line.slice(line.lastIndexOf(';') + 1);
        if (++number > 2 && name !== '') {
            names.add(name);
        }
    }
    return names;
}

/**
 * The manifest without what was in files that are lost, so that the service sends that again. A further name of a file may not be listed
 * without the first one, and goes too.
 * @param {Blob} manifest @param {Set<string>} lost
 */
export async function without(manifest, lost) {
    /** @type {string[]} */
    const kept = [];
    let number = 0;
    for await (const line of linesOf(manifest)) {
        const columns = line.split(';');
        const isFurtherName = columns[5] !== '' && columns[14] !== '';
        if (++number <= 2 || !(isFurtherName || lost.has(columns[16] ?? ''))) {
            kept.push(`${line}\n`);
        }
    }
    return new Blob(kept, { type: 'text/plain' });
}
