/**
 * The workers that do the work on files; at most two at once, because more do not make a disk or a network quicker.
 *
 * @typedef {import('./receive.js').Job} Job
 * @typedef {import('./receive.js').Received} Received
 */
const MOST = 2;

/** @type {Worker[]} */
const idle = [];
let made = 0;
/** @type {((worker: Worker) => void)[]} */
const waiting = [];
let last = 0;

/** @returns {Promise<Worker>} */
function take() {
    const worker = idle.pop();
    if (worker !== undefined) {
        return Promise.resolve(worker);
    }
    if (made < MOST) {
        made++;
        return Promise.resolve(new Worker(new URL('worker.js', import.meta.url), { type: 'module' }));
    }
    return new Promise((resolve) => waiting.push(resolve));
}

/** @param {Worker} worker */
function giveBack(worker) {
    const next = waiting.shift();
    if (next === undefined) {
        idle.push(worker);
    } else {
        next(worker);
    }
}

/**
 * @param {object} message @param {AbortSignal} cancel @param {(size: number) => void} [tell]
 * @returns {Promise<any>}
 */
async function work(message, cancel, tell) {
    const worker = await take();
    const id = ++last;
    const stop = () => worker.postMessage({ id, work: 'cancel' });
    try {
        cancel.throwIfAborted();
        cancel.addEventListener('abort', stop);
        return await new Promise((resolve, reject) => {
            worker.onerror = () => reject(new Error('A part of this page could not be loaded.'));
            worker.onmessage = ({ data }) => {
                if (data.id !== id) {
                    return;
                }
                if (data.size !== undefined) {
                    tell?.(data.size);
                } else if (data.failure !== undefined) {
                    reject(data.failure);
                } else {
                    resolve(data.value);
                }
            };
            worker.postMessage({ id, ...message });
        });
    } finally {
        cancel.removeEventListener('abort', stop);
        giveBack(worker);
    }
}

/** @param {Job} job @param {AbortSignal} cancel @param {(size: number) => void} tell @returns {Promise<Received>} */
export const receive = (job, cancel, tell) => work({ work: 'receive', job }, cancel, tell);

/** @param {FileSystemDirectoryHandle} directory @param {string} index @param {AbortSignal} cancel @returns {Promise<{manifest: Blob, lost: string[]} | undefined>} */
export const known = (directory, index, cancel) => work({ work: 'known', directory, index }, cancel);
