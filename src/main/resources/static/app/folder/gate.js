import { signal } from '../../vendor/ui.js';
import { isFull, isOutOfReach } from './files.js';

/**
 * Holds all work on the folder of a run when the disk is full or the folder cannot be written to, until a person has seen to it.
 *
 * @typedef {{reason: 'full' | 'folder', message: string}} Closed
 */
export class Gate {
    /** @type {import('../../vendor/ui.js').Signal<Closed | undefined>} */
    closed = signal(undefined);
    /** @type {(() => void)[]} */
    #waiting = [];

    open() {
        this.closed.value = undefined;
        const waiting = this.#waiting;
        this.#waiting = [];
        waiting.forEach((go) => go());
    }

    /** @param {AbortSignal} cancel @returns {Promise<void>} */
    #pass(cancel) {
        return new Promise((resolve, reject) => {
            this.#waiting.push(resolve);
            cancel.addEventListener('abort', () => reject(cancel.reason), { once: true });
        });
    }

    /**
     * @template T
     * @param {AbortSignal} cancel @param {() => Promise<T>} work which may be done again
     * @returns {Promise<T>}
     */
    async through(cancel, work) {
        for (;;) {
            cancel.throwIfAborted();
            if (this.closed.value !== undefined) {
                await this.#pass(cancel);
            }
            try {
                return await work();
            } catch (failure) {
                cancel.throwIfAborted();
                if (!isFull(failure) && !isOutOfReach(failure)) {
                    throw failure;
                }
                this.closed.value ??= { reason: isFull(failure) ? 'full' : 'folder', message: /** @type {Error} */ (failure).message };
            }
        }
    }
}

/** So many at once, the others wait in order. */
export class Slots {
    /** @type {(() => void)[]} */
    #waiting = [];
    #free;

    /** @param {number} count */
    constructor(count) {
        this.#free = count;
    }

    /** @returns {Promise<void>} */
    take() {
        if (this.#free > 0) {
            this.#free--;
            return Promise.resolve();
        }
        return new Promise((resolve) => this.#waiting.push(resolve));
    }

    give() {
        const next = this.#waiting.shift();
        if (next === undefined) {
            this.#free++;
        } else {
            next();
        }
    }
}
