/**
 * What a restore needs to know of a manifest (docs/manifest.md) beyond its header: which files carry the content. A manifest may have
 * a million lines, so it is read as a stream.
 *
 * @typedef {object} Summary
 * @property {number} files regular files
 * @property {number} bytes of their content
 * @property {Set<string>} needed the delivered files that carry the content
 * @property {boolean} open whether it has content of which it does not say where it is, as manifests of version 1.0
 */

const COLUMNS = { size: 3, hash: 5, link: 14, fileName: 16 };

export class DamagedManifest extends Error {}

/** @param {File} file @returns {Promise<Summary>} @throws {DamagedManifest} if it was cut off or is no manifest */
export async function summarise(file) {
    /** @type {Summary} */
    const summary = { files: 0, bytes: 0, needed: new Set(), open: false };
    let rest = '';
    let at = 0;
    for await (const chunk of file.stream().pipeThrough(/** @type {ReadableWritablePair<string, Uint8Array<ArrayBuffer>>} */ (new TextDecoderStream()))) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
            if (++at > 2) {
                count(summary, line.split(';'));
            }
        }
    }
    if (rest !== '' || at < 2) {
        throw new DamagedManifest();
    }
    return summary;
}

/** @param {Summary} summary @param {string[]} columns */
function count(summary, columns) {
    if (columns.length < 7) {
        throw new DamagedManifest();
    }
    const carrier = columns[COLUMNS.fileName] ?? '';
    const isFile = columns[COLUMNS.hash] !== '';
    if (carrier !== '') {
        summary.needed.add(carrier);
    } else if (isFile) {
        summary.open = true;
    }
    if (isFile) {
        summary.files++;
        summary.bytes += (columns[COLUMNS.link] ?? '') === '' ? Number(columns[COLUMNS.size]) : 0;
    }
}
