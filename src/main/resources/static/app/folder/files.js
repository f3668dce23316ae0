/**
 * Files beneath a directory that a person chose, or of the browser's own: the same handles. For pages and workers.
 *
 * @typedef {FileSystemDirectoryHandle} Directory
 */

/** @param {unknown} failure @param {...string} names */
const isCalled = (failure, ...names) => failure instanceof DOMException && names.includes(failure.name);

/** Whether the disk, or what the browser may use of it, takes no more. @param {unknown} failure */
export const isFull = (failure) => isCalled(failure, 'QuotaExceededError') || (failure instanceof Error && failure.name === 'QuotaExceededError');

/** Whether the folder was removed, or the page may no longer write to it. @param {unknown} failure */
export const isOutOfReach = (failure) =>
    isCalled(failure, 'NotAllowedError', 'NotFoundError', 'NoModificationAllowedError', 'NotReadableError', 'InvalidStateError', 'InvalidModificationError', 'SecurityError', 'UnknownError');

/** @param {Directory} directory @param {string} name @returns {Promise<FileSystemFileHandle | undefined>} */
export async function handleOf(directory, name) {
    try {
        return await directory.getFileHandle(name);
    } catch (failure) {
        if (isCalled(failure, 'NotFoundError')) {
            return undefined;
        }
        throw failure;
    }
}

/** @param {Directory} directory @param {string} name @returns {Promise<File | undefined>} */
export async function fileOf(directory, name) {
    try {
        return await (await handleOf(directory, name))?.getFile();
    } catch (failure) {
        if (isCalled(failure, 'NotFoundError')) {
            return undefined;
        }
        throw failure;
    }
}

/** @param {Directory} directory @param {string} name */
export const textOf = async (directory, name) => (await fileOf(directory, name))?.text();

/** @param {Directory} directory @returns {Promise<string[]>} the names of its files, not of its directories */
export async function filesIn(directory) {
    const names = [];
    for await (const [name, handle] of directory.entries()) {
        if (handle.kind === 'file') {
            names.push(name);
        }
    }
    return names;
}

/** Replaces a small file at once: what was there stays until the new text is whole. @param {Directory} directory @param {string} name @param {string} text */
export async function writeText(directory, name, text) {
    const out = await (await directory.getFileHandle(name, { create: true })).createWritable();
    try {
        await out.write(text);
    } catch (failure) {
        await out.abort().catch(() => undefined);
        throw failure;
    }
    await out.close();
}

/** @param {Directory} directory @param {string} name which may be missing */
export async function remove(directory, name) {
    try {
        await directory.removeEntry(name);
    } catch (failure) {
        if (!isCalled(failure, 'NotFoundError')) {
            throw failure;
        }
    }
}

/** Not every browser can rename a file in a chosen folder: then it is copied. @param {Directory} directory @param {string} from @param {string} to */
export async function rename(directory, from, to) {
    await remove(directory, to);
    const handle = /** @type {any} */ (await directory.getFileHandle(from));
    try {
        await handle.move(to);
        return;
    } catch (failure) {
        if (isFull(failure) || isCalled(failure, 'NotFoundError')) {
            throw failure;
        }
    }
    const out = await (await directory.getFileHandle(to, { create: true })).createWritable();
    await /** @type {File} */ (await handle.getFile()).stream().pipeTo(out);
    await remove(directory, from);
}
