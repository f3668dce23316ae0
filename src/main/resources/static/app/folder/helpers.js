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

/** The worker could not be loaded, because the service did not answer: another one is made later. @param {Worker} worker */
function replace(worker) {
    worker.terminate();
    made--;
    const next = waiting.shift();
    if (next !== undefined) {
        take().then(next);
    }
}

const RELOAD_MILLISECONDS = 2_000;

/**
 * @param {object} message @param {AbortSignal} cancel @param {(size: number) => void} [tell]
 * @returns {Promise<any>}
 */
async function work(message, cancel, tell) {
    for (;;) {
        const worker = await take();
        const id = ++last;
        const stop = () => worker.postMessage({ id, work: 'cancel' });
        let lost = false;
        try {
            cancel.throwIfAborted();
            cancel.addEventListener('abort', stop);
            const answer = await ask(worker, { id, ...message }, tell);
            if (answer !== undefined) {
                return answer.value;
            }
            lost = true;
        } finally {
            cancel.removeEventListener('abort', stop);
            (lost ? replace : giveBack)(worker);
        }
        await new Promise((resolve) => setTimeout(resolve, RELOAD_MILLISECONDS));
    }
}

/**
 * @param {Worker} worker @param {{id: number}} message @param {(size: number) => void} [tell]
 * @returns {Promise<{value: any} | undefined>} nothing if the worker could not be loaded
 */
function ask(worker, message, tell) {
    return new Promise((resolve, reject) => {
        worker.onerror = () => resolve(undefined);
        worker.onmessage = ({ data }) => {
            if (data.id !== message.id) {
                return;
            }
            if (data.size !== undefined) {
                tell?.(data.size);
            } else if (data.failure !== undefined) {
                reject(data.failure);
            } else {
                resolve({ value: data.value });
            }
        };
        worker.postMessage(message);
    });
}

/** @param {Job} job @param {AbortSignal} cancel @param {(size: number) => void} tell @returns {Promise<Received>} */
export const receive = (job, cancel, tell) => work({ work: 'receive', job }, cancel, tell);

/** @param {FileSystemDirectoryHandle} directory @param {string} index @param {AbortSignal} cancel @returns {Promise<{manifest: Blob, lost: string[]} | undefined>} */
export const known = (directory, index, cancel) => work({ work: 'known', directory, index }, cancel);
