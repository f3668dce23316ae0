import { useMemo } from '../../vendor/ui.js';
import { all, call } from '../api.js';
import { link } from '../route.js';
import { useCall } from '../ui/hooks.js';

/**
 * Snapshots of a vault, and where they stand in the service and in the dashboard.
 *
 * @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot
 */

/** @param {string} vault @param {string} snapshotId */
export const snapshotPath = (vault, snapshotId) => `vaults/${encodeURIComponent(vault)}/snapshots/${encodeURIComponent(snapshotId)}`;

/** @param {{vault: string, snapshotId: string}} snapshot @param {Record<string, string>} [query] `path`: the directory; `compare`, `versions`: what else of it is shown */
export const browseLink = ({ vault, snapshotId }, query = {}) => link('snapshots', `${vault}/${snapshotId}`, query);

/** The wizard, with this snapshot chosen. @param {{vault: string, snapshotId: string}} snapshot */
export const restoreLink = ({ vault, snapshotId }) => link('restore-snapshot', undefined, { vault, snapshotId });

/** @param {string} vault @param {string} snapshotId */
export const useSnapshot = (vault, snapshotId) =>
    useCall((signal) => /** @type {Promise<VaultSnapshot>} */ (call(snapshotPath(vault, snapshotId), { signal })), [vault, snapshotId]);

/** All snapshots of a bundle, newest first; none as long as the bundle is not known. @param {string} vault @param {string | undefined} bundleName */
export const useSnapshots = (vault, bundleName) =>
    useCall(
        async (signal) => (bundleName === undefined ? [] : /** @type {Promise<VaultSnapshot[]>} */ (all(`vaults/${encodeURIComponent(vault)}/snapshots`, 'snapshots', { query: { bundleName }, signal }))),
        [vault, bundleName],
    );

/**
 * The neighbours of a snapshot in time, without deleted ones.
 * @param {VaultSnapshot[] | undefined} list newest first @param {string} snapshotId
 * @returns {{older?: VaultSnapshot, newer?: VaultSnapshot}}
 */
export function useNeighbours(list, snapshotId) {
    return useMemo(() => {
        const kept = (list ?? []).filter((each) => each.goneAt === undefined || each.snapshotId === snapshotId);
        const at = kept.findIndex((each) => each.snapshotId === snapshotId);
        return at < 0 ? {} : { older: kept[at + 1], newer: kept[at - 1] };
    }, [list, snapshotId]);
}
