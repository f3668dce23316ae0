import { useEffect, useRef, useState } from '../../vendor/ui.js';
import { pause } from '../patience.js';
import { ChangeTree } from './changes.js';
import { patient } from './patient.js';

/**
 * Reads all pages of a report while it is looked at: what failed, and the tree of changes.
 *
 * @typedef {import('../schemas.js').FailedFile} FailedFile
 * @typedef {{tree: ChangeTree, failed: FailedFile[], read: number, done: boolean, problem?: Error}} Reading
 */

const PAGE = 1000;
const DRAW_MILLISECONDS = 250;
/** So many failures are listed; the report has them all. */
const MOST_FAILED = 10_000;

/**
 * @param {string} path of the report
 * @param {string | undefined} version read anew when this changes
 * @returns {Reading} its `tree` is one object that grows; `read` tells that it has
 */
export function useReport(path, version) {
    const reading = useRef(/** @type {Reading} */ ({ tree: new ChangeTree(), failed: [], read: 0, done: false }));
    const [, draw] = useState(0);
    useEffect(() => {
        const cancel = new AbortController();
        const now = { tree: new ChangeTree(), failed: /** @type {FailedFile[]} */ ([]), read: 0, done: false };
        reading.current = now;
        readAll(path, now, cancel.signal, () => draw((turn) => turn + 1));
        return () => cancel.abort();
    }, [path, version]);
    return reading.current;
}

/** @param {string} path @param {Reading} reading @param {AbortSignal} signal @param {() => void} draw */
async function readAll(path, reading, signal, draw) {
    let drawn = 0;
    try {
        /** @type {string | undefined} */
        let after;
        do {
            while (document.hidden) {
                await pause(1000, signal);
            }
            const page = /** @type {import('../schemas.js').BundleReport} */ (await patient(path, { query: { limit: PAGE, after }, signal }));
            reading.failed.push(...page.failed.slice(0, MOST_FAILED - reading.failed.length));
            reading.tree.add(page.changes ?? []);
            reading.read += page.changes?.length ?? 0;
            after = page.next;
            if (performance.now() - drawn > DRAW_MILLISECONDS) {
                drawn = performance.now();
                draw();
            }
        } while (after !== undefined);
        reading.done = true;
    } catch (problem) {
        reading.problem = /** @type {Error} */ (problem);
    }
    if (!signal.aborted) {
        draw();
    }
}
