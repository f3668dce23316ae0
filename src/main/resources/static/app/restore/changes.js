import { readablePath } from '../paths.js';

/**
 * What a restore would change, as a tree. A million entries take about the memory of their names: an entry without anything below it is
 * a text (its kind and its name), and only directories are objects.
 *
 * @typedef {'added' | 'changed' | 'removed'} Kind
 * @typedef {object} Directory
 * @property {string} name
 * @property {Directory | undefined} parent
 * @property {Kind | undefined} own what happens to the directory itself
 * @property {number[]} counts of each kind, of everything below
 * @property {(string | Directory)[]} items in the order of paths
 * @typedef {{name: string, depth: number, kind?: Kind, directory?: Directory}} Row
 */

/** @type {readonly Kind[]} */
export const KINDS = ['added', 'changed', 'removed'];

/** @param {string} name @param {Directory} [parent] @param {Kind} [own] @returns {Directory} */
const directory = (name, parent, own) => ({ name, parent, own, counts: [0, 0, 0], items: [] });

export class ChangeTree {
    root = directory('');
    /** The directory of the last entry, and its path with a slash behind. */
    #last = this.root;
    #path = '';

    /** Takes entries; they come in the order of paths. @param {readonly {path: string, change: string, encodeFlag?: number}[]} changes */
    add(changes) {
        for (const change of changes) {
            this.#add(readablePath(change), /** @type {Kind} */ (change.change));
        }
    }

    /** @param {string} path @param {Kind} kind */
    #add(path, kind) {
        while (!path.startsWith(this.#path)) {
            this.#path = this.#path.slice(0, -1 - this.#last.name.length);
            this.#last = /** @type {Directory} */ (this.#last.parent);
        }
        const names = path.slice(this.#path.length).split('/');
        const name = names.pop() ?? '';
        names.forEach((each) => this.#enter(each));
        const at = KINDS.indexOf(kind);
        this.#last.items.push(`${at}${name}`);
        for (let each = /** @type {Directory | undefined} */ (this.#last); each !== undefined; each = each.parent) {
            each.counts[at] = (each.counts[at] ?? 0) + 1;
        }
    }

    /** @param {string} name of a directory in the last one; it may be the last entry itself */
    #enter(name) {
        const items = this.#last.items;
        const before = items.at(-1);
        const own = typeof before === 'string' && before.slice(1) === name ? KINDS[Number(before[0])] : undefined;
        if (own !== undefined) {
            items.pop();
        }
        const next = directory(name, this.#last, own);
        items.push(next);
        this.#last = next;
        this.#path += `${name}/`;
    }
}

/** The rows that can be seen: of opened directories, and of the kinds that are to be shown. Rows are made only when they are asked for. */
export class Shown {
    /** @type {{from: number, depth: number, items: (string | Directory)[], start: number, end: number}[]} */
    #runs = [];
    length = 0;

    /** @param {Directory} root @param {ReadonlySet<Directory>} opened @param {ReadonlySet<Kind>} kinds */
    constructor(root, opened, kinds) {
        this.#walk(root, 0, opened, kinds);
    }

    /** @param {Directory} parent @param {number} depth @param {ReadonlySet<Directory>} opened @param {ReadonlySet<Kind>} kinds */
    #walk(parent, depth, opened, kinds) {
        const items = kinds.size === KINDS.length ? parent.items : parent.items.filter((item) => matches(item, kinds));
        let start = 0;
        for (let at = 0; at < items.length; at++) {
            const item = items[at];
            if (typeof item === 'object' && opened.has(item)) {
                this.#run(depth, items, start, at + 1);
                start = at + 1;
                this.#walk(item, depth + 1, opened, kinds);
            }
        }
        this.#run(depth, items, start, items.length);
    }

    /** @param {number} depth @param {(string | Directory)[]} items @param {number} start @param {number} end */
    #run(depth, items, start, end) {
        if (end > start) {
            this.#runs.push({ from: this.length, depth, items, start, end });
            this.length += end - start;
        }
    }

    /** @param {number} at @returns {Row | undefined} */
    row(at) {
        let low = 0;
        let high = this.#runs.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if ((this.#runs[middle]?.from ?? 0) <= at) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        const run = this.#runs[low];
        const item = run?.items[run.start + at - run.from];
        if (run === undefined || item === undefined) {
            return undefined;
        }
        return typeof item === 'string'
            ? { name: item.slice(1), depth: run.depth, kind: KINDS[Number(item[0])] }
            : { name: item.name, depth: run.depth, kind: item.own, directory: item };
    }
}

/** @param {string | Directory} item @param {ReadonlySet<Kind>} kinds */
function matches(item, kinds) {
    return typeof item === 'string'
        ? kinds.has(/** @type {Kind} */ (KINDS[Number(item[0])]))
        : (item.own !== undefined && kinds.has(item.own)) || KINDS.some((kind, at) => kinds.has(kind) && (item.counts[at] ?? 0) > 0);
}
