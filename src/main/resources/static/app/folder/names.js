/**
 * Names in a folder with a backup: `<folder>/<bundle, ":" written "+">/<uri>`, as `backup.sh`, `restore.sh` and the SDKs have them.
 */

/** What the service may call a delivered file. */
const URI = /^[A-Za-z0-9_.]{1,255}$/;

/** @param {string} uri */
export const isUri = (uri) => URI.test(uri) && uri !== '.' && uri !== '..';

/** @param {string} bundleName */
export const directoryName = (bundleName) => bundleName.replace(':', '+');

/** @param {string} directory */
export const bundleOf = (directory) => directory.replace('+', ':');

/**
 * The name of a file of a backup that went to the downloads of the browser: `com.example.hiworld~part.0.tar`. No bundle's name and no
 * file of a backup has a tilde.
 * @param {string} bundleName @param {string} name
 */
export const downloadName = (bundleName, name) => `${directoryName(bundleName)}~${name}`;

/**
 * The bundle and the file of such a name; a browser that had a file of this name already may have put ` (1)` before its last dot.
 * @param {string} name
 */
export function ofDownload(name) {
    const parts = /^([A-Za-z][A-Za-z0-9_.-]{0,127}(?:\+[1-9][0-9]*)?)~([A-Za-z0-9_.]+?)(?: ?\([0-9]+\))?((?:\.[A-Za-z0-9_]+)?)$/.exec(name);
    return parts === null ? undefined : { bundleName: bundleOf(/** @type {string} */ (parts[1])), name: `${parts[2]}${parts[3]}` };
}
