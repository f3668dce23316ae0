import { isWithin } from '../paths.js';

/**
 * Selected paths of a snapshot. A selected directory stands for everything in it.
 *
 * @typedef {ReadonlySet<string>} Ticks
 */

/** @param {Ticks} ticked @param {string[]} paths @param {boolean} [on] the other way round, if it is not given @returns {Ticks} */
export function turned(ticked, paths, on) {
    const next = new Set(ticked);
    for (const path of paths) {
        if (on ?? !next.has(path)) {
            [...next].filter((each) => isWithin(each, path)).forEach((each) => next.delete(each));
            next.add(path);
        } else {
            next.delete(path);
        }
    }
    return next;
}

/** Whether a path is selected, by itself or with a directory above it. @param {Ticks} ticked @param {string} path */
export const isCovered = (ticked, path) => [...ticked].some((each) => isWithin(path, each));
