import { fileOf, filesIn } from './files.js';
import { namedIn, without } from './manifest.js';

/**
 * What an increment starts from: the manifest, without what was in files that the folder has lost.
 * @param {FileSystemDirectoryHandle} directory the folder of a bundle
 * @param {string} index
 * @returns {Promise<{manifest: Blob, lost: string[]} | undefined>} nothing if the manifest itself is missing
 */
export async function knownOf(directory, index) {
    const manifest = await fileOf(directory, `${index}.manifest`);
    if (manifest === undefined) {
        return undefined;
    }
    const sizes = await sizesIn(directory);
    const lost = new Set();
    for (const name of await namedIn(manifest)) {
        const file = await fileOf(directory, name);
        if (file === undefined || file.size !== (sizes.get(name) ?? file.size)) {
            lost.add(name);
        }
    }
    return { manifest: lost.size === 0 ? manifest : await without(manifest, lost), lost: [...lost] };
}

/** The sizes that the indexes state. @param {FileSystemDirectoryHandle} directory */
async function sizesIn(directory) {
    /** @type {Map<string, number>} */
    const sizes = new Map();
    for (const name of await filesIn(directory)) {
        if (name.endsWith('manage.json')) {
            try {
                const listed = JSON.parse(await /** @type {File} */ (await fileOf(directory, name)).text());
                listed.forEach((/** @type {any} */ entry) => sizes.set(entry.fileName, entry.information.stat.st_size));
            } catch {
                // A damaged index says nothing of sizes; the digests are compared at a restore.
            }
        }
    }
    return sizes;
}
