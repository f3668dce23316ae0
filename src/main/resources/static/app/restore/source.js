import { directoryName, ofDownload } from '../folder/names.js';

/**
 * What a person gives: a folder by a picker or by a drop, or the single files that a browser downloaded. All of them become places:
 * directories by their name, each with its files by their name. Nothing is read yet.
 *
 * @typedef {() => Promise<File>} Opener
 * @typedef {Map<string, Opener>} Place
 * @typedef {object} Given
 * @property {string} name what the person chose
 * @property {Map<string, Place>} places by directory; '' is the folder itself
 * @property {FileSystemDirectoryHandle} [handle] if the folder can be opened again after a reload
 */

/** Whether the browser has a picker of folders whose choice can be kept. */
export const hasPicker = () => 'showDirectoryPicker' in window;

/** @param {Map<string, Place>} places @param {string} directory @param {string} name @param {Opener} open */
function put(places, directory, name, open) {
    const place = places.get(directory) ?? new Map();
    places.set(directory, place.set(name, open));
}

/** @param {FileSystemDirectoryHandle} handle @returns {Promise<Given>} its files and those of its directories */
export async function fromHandle(handle) {
    /** @type {Given['places']} */
    const places = new Map();
    for await (const [name, child] of handle.entries()) {
        if (child.kind === 'file') {
            put(places, '', name, () => /** @type {FileSystemFileHandle} */ (child).getFile());
            continue;
        }
        for await (const [file, grandchild] of /** @type {FileSystemDirectoryHandle} */ (child).entries()) {
            if (grandchild.kind === 'file') {
                put(places, name, file, () => /** @type {FileSystemFileHandle} */ (grandchild).getFile());
            }
        }
    }
    return { name: handle.name, places, handle };
}

/** @param {Iterable<File>} files from an input @returns {Given} */
export function fromFiles(files) {
    /** @type {Given['places']} */
    const places = new Map();
    let name = '';
    for (const file of files) {
        const [top, ...below] = file.webkitRelativePath.split('/');
        if (below.length > 0) {
            name = top ?? '';
            if (below.length <= 2) {
                put(places, below.length === 2 ? (below[0] ?? '') : '', file.name, async () => file);
            }
        } else {
            const downloaded = ofDownload(file.name);
            put(places, downloaded ? directoryName(downloaded.bundleName) : '', downloaded?.name ?? file.name, async () => file);
        }
    }
    return { name, places };
}

/** @returns {Promise<Given | undefined>} undefined if the person chose nothing */
export async function pick() {
    try {
        return await fromHandle(await /** @type {any} */ (window).showDirectoryPicker({ id: 'backup', mode: 'read' }));
    } catch (failure) {
        if (/** @type {Error} */ (failure).name === 'AbortError') {
            return undefined;
        }
        throw failure;
    }
}

/** @param {FileSystemDirectoryEntry} directory @returns {Promise<FileSystemEntry[]>} */
async function children(directory) {
    const reader = directory.createReader();
    /** @type {FileSystemEntry[]} */
    const found = [];
    for (;;) {
        // A reader gives a hundred at a time.
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (some.length === 0) {
            return found;
        }
        found.push(...some);
    }
}

/** @param {FileSystemEntry} entry @returns {Opener} */
const opener = (entry) => () => new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject));

/** @param {FileSystemDirectoryEntry} root @returns {Promise<Given>} */
async function fromEntry(root) {
    /** @type {Given['places']} */
    const places = new Map();
    for (const child of await children(root)) {
        if (child.isFile) {
            put(places, '', child.name, opener(child));
            continue;
        }
        for (const grandchild of await children(/** @type {FileSystemDirectoryEntry} */ (child))) {
            if (grandchild.isFile) {
                put(places, child.name, grandchild.name, opener(grandchild));
            }
        }
    }
    return { name: root.name, places };
}

/**
 * What was dropped: the first folder, else the files. What the event has is taken before the first wait, because it is gone afterwards.
 * @param {DataTransfer} data
 * @returns {Promise<Given | undefined>} undefined if neither a folder nor a file was dropped
 */
export async function fromDrop(data) {
    const items = [...data.items].filter((item) => item.kind === 'file');
    const handles = items.map((item) => /** @type {any} */ (item).getAsFileSystemHandle?.());
    const directory = items.map((item) => item.webkitGetAsEntry()).find((entry) => entry?.isDirectory);
    const files = [...data.files];
    const handle = (await Promise.all(handles)).find((each) => each?.kind === 'directory');
    if (handle !== undefined) {
        return fromHandle(handle);
    }
    if (directory) {
        return fromEntry(/** @type {FileSystemDirectoryEntry} */ (directory));
    }
    return files.length > 0 ? fromFiles(files) : undefined;
}
