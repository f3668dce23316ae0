import { html, useId, useMemo, useState } from '../../vendor/ui.js';
import { number } from '../format.js';
import { T } from '../texts.js';
import { Badge, Icon } from '../ui/parts.js';
import { stepOf, useWindow } from '../ui/window.js';
import { KINDS, Shown } from './changes.js';

/**
 * @typedef {import('./changes.js').Kind} Kind
 * @typedef {import('./changes.js').Directory} Directory
 * @typedef {import('./changes.js').Row} Row
 */

const LOOKS = /** @type {const} */ ({ added: 'good', changed: 'busy', removed: 'bad' });
const ROW = 36;
const VIEW = 480;
/** A tree with at most this many entries is shown opened. */
const SMALL = 60;

/** @param {{root: Directory, read: number, total: number, kinds: ReadonlySet<Kind>, label: string}} props */
export function Tree({ root, read, total, kinds, label }) {
    const id = useId();
    const [turned, setTurned] = useState(/** @type {ReadonlySet<Directory>} */ (new Set()));
    const [active, setActive] = useState(0);
    const opened = useMemo(() => openedOf(root, total, turned), [root, read, total, turned]);
    const shown = useMemo(() => new Shown(root, opened, kinds), [root, read, opened, kinds]);
    const view = useWindow(shown.length, ROW, VIEW);

    /** @param {Directory} directory */
    const turn = (directory) => {
        const next = new Set(turned);
        setTurned(next.delete(directory) ? next : next.add(directory));
    };
    /** @param {number} at */
    const move = (at) => {
        const next = Math.max(0, Math.min(shown.length - 1, at));
        setActive(next);
        view.reveal(next);
    };
    const press = (/** @type {KeyboardEvent} */ event) => {
        if (act(event.key, shown, opened, active, view.page, move, turn)) {
            event.preventDefault();
        }
    };
    return html`<div class="tree" role="tree" aria-label=${label} tabindex="0" ref=${view.box} aria-activedescendant=${shown.length > 0 ? `${id}-${active}` : undefined}
        onKeyDown=${press} onScroll=${view.scrolled}>
        <div class="rows-space" role="presentation" style=${{ height: `${view.height}px` }}>${view.rows.map((at) => {
            const row = shown.row(at);
            return row && html`<${TreeRow} key=${at} id=${`${id}-${at}`} row=${row} top=${view.topOf(at)} active=${at === active} open=${row.directory && opened.has(row.directory)}
                click=${() => {
                    setActive(at);
                    if (row.directory) {
                        turn(row.directory);
                    }
                }} />`;
        })}</div></div>`;
}

/** @param {{id: string, row: Row, top: number, active: boolean, open: boolean | undefined, click: () => void}} props */
function TreeRow({ id, row, top, active, open, click }) {
    const { name, depth, kind, directory } = row;
    return html`<div class=${`tree-row ${active ? 'active' : ''}`} role="treeitem" id=${id} aria-level=${depth + 1} aria-selected=${active} aria-expanded=${directory === undefined ? undefined : open === true}
        style=${{ top: `${top}px`, height: `${ROW}px`, paddingLeft: `${0.5 + Math.min(depth, 12) * 1.25}rem` }} onClick=${click}>
        <span class=${`tree-turn ${open ? 'open' : ''}`}>${directory && html`<${Icon} name="next" />`}</span>
        <span class="tree-name">${name === '.' ? T.restore.review.root : name}${directory && '/'}</span>
        ${kind && html`<${Badge} kind=${LOOKS[kind]} icon=${kind}>${T.restore.review.kinds[kind]}</${Badge}>`}
        ${directory && html`<${Counts} counts=${directory.counts} />`}</div>`;
}

/** @param {{counts: number[]}} props */
function Counts({ counts }) {
    return html`<span class="counts small">${KINDS.map((kind, at) => counts[at] !== 0 && html`<span class=${`count ${LOOKS[kind]}`}><${Icon} name=${kind} label=${T.restore.review.kinds[kind]} />${number(counts[at] ?? 0)}</span>`)}</span>`;
}

/** Which directories are open: all of a small tree and else none, but for those that were turned. @param {Directory} root @param {number} total @param {ReadonlySet<Directory>} turned */
function openedOf(root, total, turned) {
    if (total > SMALL) {
        return turned;
    }
    /** @type {Set<Directory>} */
    const opened = new Set();
    const walk = (/** @type {Directory} */ parent) =>
        parent.items.forEach((item) => {
            if (typeof item === 'object') {
                if (!turned.has(item)) {
                    opened.add(item);
                }
                walk(item);
            }
        });
    walk(root);
    return opened;
}

/**
 * What a key does, as in every tree. @param {string} key @param {Shown} shown @param {ReadonlySet<Directory>} opened @param {number} active @param {number} page
 * @param {(at: number) => void} move @param {(directory: Directory) => void} turn @returns {boolean} whether it did something
 */
function act(key, shown, opened, active, page, move, turn) {
    const row = shown.row(active);
    const isOpen = row?.directory !== undefined && opened.has(row.directory);
    const step = stepOf(key, page);
    if (step !== undefined) {
        move(active + step);
    } else if (key === 'ArrowRight' && row?.directory) {
        isOpen ? move(active + 1) : turn(row.directory);
    } else if (key === 'ArrowLeft' && isOpen && row?.directory) {
        turn(row.directory);
    } else if (key === 'ArrowLeft' && row) {
        let above = active;
        while (above > 0 && (shown.row(above)?.depth ?? 0) >= row.depth) {
            above--;
        }
        move(above);
    } else if ((key === 'Enter' || key === ' ') && row?.directory) {
        turn(row.directory);
    } else {
        return false;
    }
    return true;
}
