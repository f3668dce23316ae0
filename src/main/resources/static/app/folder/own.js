/** A directory that the browser keeps for this service, where a person cannot choose one: files wait there to be saved as downloads. */
export async function ownDirectory() {
    return (await navigator.storage.getDirectory()).getDirectoryHandle('backup', { create: true });
}

/**
 * How files can be received here: into a folder, as downloads, or not at all, and why.
 * @returns {'folder' | 'downloads' | 'insecure' | 'old'}
 */
export function way() {
    if (!isSecureContext) {
        return 'insecure';
    }
    if (typeof (/** @type {any} */ (globalThis).showDirectoryPicker) === 'function') {
        return 'folder';
    }
    const writable = typeof FileSystemFileHandle !== 'undefined' && 'createWritable' in FileSystemFileHandle.prototype;
    return writable && typeof navigator.storage?.getDirectory === 'function' ? 'downloads' : 'old';
}

/** Asks for the right to write, if the page does not have it; to be called by a click. @param {FileSystemDirectoryHandle | undefined} directory */
export async function mayWrite(directory) {
    const handle = /** @type {any} */ (directory);
    if (handle?.queryPermission === undefined || (await handle.queryPermission({ mode: 'readwrite' })) === 'granted') {
        return true;
    }
    return (await handle.requestPermission({ mode: 'readwrite' })) === 'granted';
}
