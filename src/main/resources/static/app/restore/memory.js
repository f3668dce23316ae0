import * as database from '../folder/database.js';

/**
 * The run of this browser, kept in IndexedDB so that it goes on after a reload. A folder is kept only by its handle; its files never.
 *
 * @typedef {object} Task a bundle of a run
 * @property {string} bundleName the source, which is its name in the session
 * @property {string} directory of the folder
 * @property {string} target the bundle that gets the data
 * @property {'replace' | 'merge' | 'salvage'} mode
 * @property {string[]} paths as in a manifest; all if there are none
 * @property {boolean} allowDowngrade
 * @property {number} begunAt of the backup, epoch milliseconds; 0 if it is not known
 * @property {string[]} manifests the indexes whose manifests are to be sent
 * @property {string[]} unasked files to send for which the service does not ask
 * @property {number} bytes of all files that are to be sent
 * @property {boolean} [introduced] whether all that is sent unasked is there
 * @property {boolean} [published] whether the person has confirmed
 * @property {{vault: string, snapshotId: string}} [snapshot] which has the data; nothing is sent then
 * @property {boolean} [undone] whether the earlier state was brought back
 * @typedef {object} Run
 * @property {string} caller who is signed in
 * @property {string} key names the session: the same key gives the same session
 * @property {any} [request] the body of `POST /sessions`, until there is a session
 * @property {string} [sessionId]
 * @property {string} folder its name
 * @property {FileSystemDirectoryHandle} [handle]
 * @property {Task[]} tasks
 */

// A browser that keeps nothing (some private windows) restores all the same; only a reload then loses the run.

/** @param {string} caller @returns {Promise<Run | undefined>} */
export async function recall(caller) {
    const run = /** @type {Run | undefined} */ (await database.kept('restore'));
    return run?.caller === caller ? run : undefined;
}

/** @param {Run} run */
export const remember = (run) => database.keep('restore', run).catch(() => undefined);

export const forget = () => database.forget('restore');
