/**
 * Paths of files in a bundle. The service writes them as a manifest does: plain, or percent-encoded if a path has `%`, `;`, a control
 * character or bytes that are not UTF-8. So a path of the service that has a `%` is encoded, and every path may be passed as encoded.
 */

/** What nobody sees in a text, or what turns the order of its letters around; joiners within words stay. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** @param {string} text */
const visible = (text) => text.replace(HIDDEN, (sign) => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);

/** A name that is not UTF-8 stays encoded. @param {string} name */
function decoded(name) {
    try {
        return decodeURIComponent(name);
    } catch {
        return name;
    }
}

/** The path or name of an entry for a person. @param {{path: string, encodeFlag?: number}} entry */
export const readablePath = ({ path, encodeFlag }) => path.split('/').map((name) => visible(encodeFlag === 1 ? decoded(name) : name)).join('/');

/** A path as the service writes it, for a person. @param {string} path */
export const readable = (path) => readablePath({ path, encodeFlag: path.includes('%') ? 1 : 0 });

/**
 * A path as `paths` of an append wants it, which is as in a manifest: `%`, `;`, control characters and what is not ASCII percent-encoded.
 * @param {string} path as a person writes it
 */
export function encodePath(path) {
    const plain = path.trim().replace(/^(\.?\/)+(?=.)/, '').replace(/(?<=.)\/+$/, '');
    return encoded(plain);
}

/** @param {string} text */
const encoded = (text) =>
    Array.from(new TextEncoder().encode(text), (byte) =>
        byte < 0x20 || byte > 0x7e || byte === 0x25 || byte === 0x3b ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(byte),
    ).join('');

/** The one spelling of a path of the service, so that two of them can be compared. @param {string} path */
export const spelled = (path) => (path.includes('%') ? path : encoded(path));

/** The members of a query that name an entry of a snapshot. @param {string} path as the service writes it; `.` for the root */
export const pathQuery = (path) => (path.includes('%') ? { path, encodeFlag: 1 } : { path });

/** The directory of an entry. @param {string} path */
export const parentOf = (path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');

/** @param {string} path */
export const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);

/** Whether one path is the other or below it. @param {string} path @param {string} directory */
export const isWithin = (path, directory) => directory === '.' || spelled(path) === spelled(directory) || spelled(path).startsWith(`${spelled(directory)}/`);

/** The directories above a path, the highest first, and the path itself. @param {string} path @returns {string[]} without the root */
export function trail(path) {
    const names = path === '.' ? [] : path.split('/');
    return names.map((_, at) => names.slice(0, at + 1).join('/'));
}
