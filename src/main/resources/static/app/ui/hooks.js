import { effect, useEffect, useLayoutEffect, useReducer, useRef, useState } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';
import { connection } from '../live/live.js';

/**
 * The value of a signal; the component is drawn again when it changes.
 * @template T
 * @param {import('../../vendor/ui.js').ReadonlySignal<T>} signal
 * @returns {T}
 */
export function useValue(signal) {
    const [, draw] = useReducer((/** @type {number} */ turn) => turn + 1, 0);
    useLayoutEffect(() => {
        let seen = signal.peek();
        return effect(() => {
            if (signal.value !== seen) {
                seen = signal.value;
                draw(undefined);
            }
        });
    }, [signal]);
    return signal.peek();
}

/** The time in milliseconds, anew every so often. @param {number} [milliseconds] */
export function useNow(milliseconds = 1000) {
    const [now, set] = useState(Date.now());
    useEffect(() => {
        const timer = setInterval(() => set(Date.now()), milliseconds);
        return () => clearInterval(timer);
    }, [milliseconds]);
    return now;
}

/**
 * The result of a call, made when the component appears and whenever a key changes.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} read
 * @param {unknown[]} keys
 * @returns {{value?: T, problem?: Error, again: () => void}} neither value nor problem: not answered yet
 */
export function useCall(read, keys) {
    const [state, set] = useState(/** @type {{value?: T, problem?: Error}} */ ({}));
    const [turn, again] = useReducer((/** @type {number} */ last) => last + 1, 0);
    useEffect(() => {
        const cancel = new AbortController();
        read(cancel.signal).then(
            (value) => cancel.signal.aborted || set({ value }),
            (problem) => cancel.signal.aborted || set((last) => ({ ...last, problem })),
        );
        return () => cancel.abort();
    }, [...keys, turn]);
    useReturn(state.problem, () => again(undefined));
    return { ...state, again: () => again(undefined) };
}

/** Whether a media query is true. @param {string} query */
export function useMedia(query) {
    const [matches, set] = useState(matchMedia(query).matches);
    useEffect(() => {
        const list = matchMedia(query);
        const changed = () => set(list.matches);
        list.addEventListener('change', changed);
        return () => list.removeEventListener('change', changed);
    }, [query]);
    return matches;
}

/** Does it again as soon as the connection is back, if it failed because the service did not answer. @param {Error | undefined} problem @param {() => void} again */
function useReturn(problem, again) {
    const { state } = useValue(connection);
    useEffect(() => {
        if (state === 'live' && problem instanceof Problem && (problem.status === 0 || problem.status === 503)) {
            again();
        }
    }, [state]);
}

/**
 * A list that is read in pages.
 * @template T, P
 * @param {string} path
 * @param {import('../api.js').Call['query']} query
 * @param {(page: P) => T[]} take the things of a page
 * @param {unknown[]} keys read anew from the beginning when one changes
 * @returns {{first?: P, items?: T[], problem?: Error, busy: boolean, complete: boolean, again: () => void, more: () => void}}
 *   `first`: the first page; `more` reads the next one, if there is one
 */
export function usePages(path, query, take, keys) {
    const [state, set] = useState(/** @type {{first?: P, items?: T[], next?: string, problem?: Error, busy: boolean}} */ ({ busy: true }));
    // Where the reading stands. A list may ask for the next page more than once before it is drawn again.
    const reader = useRef({ cancel: new AbortController(), next: /** @type {string | undefined} */ (undefined), busy: false });
    const load = async () => {
        const now = reader.current;
        const after = now.next;
        now.busy = true;
        set((last) => ({ ...last, problem: undefined, busy: true }));
        try {
            const page = /** @type {any} */ (await call(path, { query: { ...query, after }, signal: now.cancel.signal }));
            now.next = page.next;
            now.cancel.signal.aborted || set((last) => ({ first: after === undefined ? page : last.first, items: [...(after === undefined ? [] : (last.items ?? [])), ...take(page)], next: page.next, busy: false }));
        } catch (problem) {
            now.cancel.signal.aborted || set((last) => ({ ...last, problem: /** @type {Error} */ (problem), busy: false }));
        }
        now.busy = false;
    };
    useEffect(() => {
        reader.current = { cancel: new AbortController(), next: undefined, busy: false };
        load();
        return () => reader.current.cancel.abort();
    }, [path, ...keys]);
    const again = () => void (reader.current.busy || load());
    useReturn(state.problem, again);
    const { first, items, problem, busy, next } = state;
    return { first, items, problem, busy, complete: items !== undefined && next === undefined, again, more: () => void (reader.current.busy || reader.current.next === undefined || problem || load()) };
}
