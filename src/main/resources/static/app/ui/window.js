import { useRef, useState } from '../../vendor/ui.js';

/** Browsers draw nothing higher than some million pixels: beyond this, the scroll bar stands for shares of the rows. */
const HIGHEST = 10_000_000;
/** Rows that are drawn above and below those in sight. */
const SPARE = 4;

/**
 * Which of many rows of one height are in sight. The box that scrolls has `box`, `scrolled` and in it a space of `height` pixels, in which
 * the row `at` stands at `topOf(at)`.
 * @param {number} length how many rows there are @param {number} row pixels a row @param {number} view pixels of the box at most
 */
export function useWindow(length, row, view) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const [scroll, setScroll] = useState(0);
    const height = Math.min(length * row, HIGHEST);
    const factor = height > view ? (length * row - view) / (height - view) : 1;
    const top = scroll * factor;
    const first = Math.max(0, Math.floor(top / row) - SPARE);
    const last = Math.min(length, Math.ceil((top + view) / row) + SPARE);
    return {
        box,
        height,
        last,
        rows: Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at),
        topOf: (/** @type {number} */ at) => at * row - top + scroll,
        scrolled: (/** @type {Event} */ event) => setScroll(/** @type {HTMLElement} */ (event.currentTarget).scrollTop),
        /** Brings a row into sight. @param {number} at */
        reveal: (at) => {
            const element = box.current;
            if (element !== null && (at * row < top || (at + 1) * row > top + element.clientHeight)) {
                element.scrollTop = Math.max(0, at * row - element.clientHeight / 2) / factor;
                setScroll(element.scrollTop);
            }
        },
        page: Math.floor(view / row) - 1,
    };
}

/** How far a key moves in a list, in rows; undefined for other keys. @param {string} key @param {number} page rows in sight */
export const stepOf = (key, page) => /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity })[key];
