import { login } from '../state/login.js';

/**
 * What a person has chosen for a restore from a snapshot, before it begins. It stays in this tab, also after a reload.
 *
 * @typedef {object} Wish
 * @property {string[]} paths as the service writes them; none: everything
 * @property {boolean} all everything, even if paths are ticked
 * @property {string} target
 * @property {'replace' | 'merge' | 'salvage'} mode
 * @property {boolean} allowDowngrade
 * @typedef {{vault: string, snapshotId: string, bundleName?: string}} Chosen
 */

/** @param {Chosen} snapshot */
const keyOf = ({ vault, snapshotId }) => `restore/${login.value?.name}/${vault}/${snapshotId}`;

/** @param {Chosen} snapshot @returns {Partial<Wish>} */
export function wished(snapshot) {
    try {
        return JSON.parse(sessionStorage.getItem(keyOf(snapshot)) ?? '{}');
    } catch {
        return {};
    }
}

/** @param {Chosen} snapshot @param {Partial<Wish>} change */
export function wish(snapshot, change) {
    try {
        sessionStorage.setItem(keyOf(snapshot), JSON.stringify({ ...wished(snapshot), ...('paths' in change ? { all: false } : {}), ...change }));
    } catch {
        // A browser that keeps nothing: a reload then forgets the choice.
    }
}

/** @param {Chosen} snapshot */
export const forgetWish = (snapshot) => sessionStorage.removeItem(keyOf(snapshot));
