import { signal } from '../../vendor/ui.js';
import { call } from '../api.js';
import { fileOf } from '../folder/files.js';
import { directoryName } from '../folder/names.js';
import { onEvent } from '../live/live.js';
import { pause } from '../patience.js';

/**
 * Sizes of bundles before a backup, by a scan of the service that reports while it goes on.
 *
 * @typedef {{data: number, changed?: number}} Size bytes; −1 if unknown
 * @typedef {import('../schemas.js').Schemas['DataSize']} DataSize
 */

/** @type {import('../../vendor/ui.js').Signal<Map<string, Size>>} */
export const sizes = signal(new Map());

/** The bundle being measured; empty if none is. */
export const scanning = signal('');

/** @type {import('../../vendor/ui.js').Signal<Error | undefined>} */
export const sizesProblem = signal(undefined);

const POLL_MILLISECONDS = 1_000;
/** @type {AbortController | undefined} */
let running;

/** @param {DataSize} report @param {Set<string>} changes */
function take(report, changes) {
    const next = new Map(sizes.value);
    for (const { bundleName, dataSize, incDataSize } of report.scaned) {
        next.set(bundleName, { data: dataSize, changed: changes.has(bundleName) && incDataSize >= 0 ? incDataSize : undefined });
    }
    sizes.value = next;
    scanning.value = report.scanning;
}

/**
 * Measures bundles. `exactly` walks their files now, and compares them with the newest backup in the folder.
 * @param {string[]} bundleNames
 * @param {{exactly?: boolean, parent?: FileSystemDirectoryHandle, bases?: Map<string, import('../folder/bundle-folder.js').Generation>}} [options]
 */
export async function measure(bundleNames, { exactly = false, parent, bases = new Map() } = {}) {
    running?.abort();
    const cancel = new AbortController();
    running = cancel;
    sizesProblem.value = undefined;
    /** @type {import('../schemas.js').Session | undefined} */
    let session;
    let stop = () => {};
    try {
        session = await call('sessions', { method: 'POST', json: { type: bases.size > 0 ? 'incrementalBackup' : 'backup' } });
        const id = session?.sessionId;
        const S = `sessions/${id}`;
        stop = onEvent((event) => event.type === 'onBackupSizeReport' && event.sessionId === id && take(event.data, new Set(bases.keys())));
        for (const [bundleName, base] of bases) {
            const directory = await /** @type {FileSystemDirectoryHandle} */ (parent).getDirectoryHandle(directoryName(bundleName));
            const body = await fileOf(directory, `${base.index}.manifest`);
            await call(`${S}/manifests/${encodeURIComponent(bundleName)}`, { method: 'PUT', headers: { 'Content-Type': 'text/plain' }, body, signal: cancel.signal });
        }
        const dataList = bundleNames.map((bundleName) => ({ bundleName, lastIncrementalTime: Math.floor((bases.get(bundleName)?.begunAt ?? 0) / 1000) }));
        await call(`${S}/data-size`, { method: 'POST', json: { isPreciseScan: exactly, dataList } });
        scanning.value = bundleNames[0] ?? '';
        for (let report; report === undefined || report.scanning !== ''; ) {
            await pause(report === undefined ? 50 : POLL_MILLISECONDS, cancel.signal);
            report = /** @type {DataSize} */ (await call(`${S}/data-size`));
            take(report, new Set(bases.keys()));
        }
    } catch (problem) {
        if (!cancel.signal.aborted) {
            sizesProblem.value = /** @type {Error} */ (problem);
        }
    } finally {
        stop();
        if (running === cancel) {
            running = undefined;
            scanning.value = '';
        }
        if (session !== undefined) {
            await call(`sessions/${session.sessionId}`, { method: 'DELETE' }).catch(() => undefined);
        }
    }
}
