import { effect, useEffect, useLayoutEffect, useReducer, useState } from '../../vendor/ui.js';

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
    return { ...state, again: () => again(undefined) };
}
