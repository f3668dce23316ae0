/**
 * What a browser keeps of unfinished backups and restores beyond a reload: one record a kind, in IndexedDB, because handles of folders
 * can be kept there.
 *
 * @typedef {'backup' | 'restore'} Kind
 */

/** @returns {Promise<IDBDatabase>} */
function open() {
    return new Promise((resolve, reject) => {
        const request = indexedDB.open('bundle-backup', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('runs');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode @param {(runs: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function use(mode, ask) {
    const database = await open();
    try {
        return await new Promise((resolve, reject) => {
            const transaction = database.transaction('runs', mode);
            const request = ask(transaction.objectStore('runs'));
            transaction.oncomplete = () => resolve(request.result);
            transaction.onabort = () => reject(transaction.error);
        });
    } finally {
        database.close();
    }
}

/** @param {Kind} kind @returns {Promise<any>} undefined if there is none, or the browser keeps nothing */
export const kept = (kind) => use('readonly', (runs) => runs.get(kind)).catch(() => undefined);

/** @param {Kind} kind @param {object} run */
export const keep = (kind, run) => use('readwrite', (runs) => runs.put(run, kind));

/** @param {Kind} kind */
export const forget = (kind) => use('readwrite', (runs) => runs.delete(kind)).catch(() => undefined);
