import { bytes } from '../format.js';
import { T } from '../texts.js';

/**
 * Which events are shown, and what a row says of one.
 *
 * @typedef {import('./log.js').Entry} Entry
 * @typedef {Entry['event']} Event
 * @typedef {{type: string, session: string, bundle: string, text: string}} Filter empty: any
 */

/** OpenHarmony's callbacks, then the views. */
export const TYPES = ['onBundleBegin', 'onFileReady', 'onProcess', 'onResultReport', 'onBundleEnd', 'onAllBundlesEnd', 'onBackupSizeReport', 'onBackupServiceDied', 'onOverdue'];
const VIEWS = ['session', 'bundle', 'run'];

/** The JSON of an event for a search, made once. @type {WeakMap<Entry, string>} */
const texts = new WeakMap();

/** @param {Entry} entry */
function textOf(entry) {
    let text = texts.get(entry);
    if (text === undefined) {
        text = JSON.stringify(entry.event).toLowerCase();
        texts.set(entry, text);
    }
    return text;
}

/** @param {Event} event @param {string} type */
const hasType = (event, type) => (type === '' ? !VIEWS.includes(event.type) : type === 'everything' || (type === 'errors' ? event.err !== undefined : event.type === type));

/** @param {Filter} filter @returns {(entry: Entry) => boolean} */
export function matcher({ type, session, bundle, text }) {
    const [part, words] = [bundle.toLowerCase(), text.toLowerCase()];
    return (entry) =>
        hasType(entry.event, type) &&
        (session === '' || (entry.event.sessionId ?? '').startsWith(session)) &&
        (part === '' || (entry.event.bundleName ?? '').toLowerCase().includes(part)) &&
        (words === '' || textOf(entry).includes(words));
}

/** @param {any} process */
function progress({ processResult: result }) {
    const of = (/** @type {string} */ name) => result?.resultInfo?.progressInfo?.find((/** @type {any} */ info) => info.name === name);
    const content = of('bytes');
    return result?.errorInfo ? `${result.errorInfo.errorMessage} ${T.common.code(result.errorInfo.errorCode)}` : content ? T.events.summaries.progress(bytes(content.processed), bytes(content.total)) : '';
}

/** @type {Record<string, (data: any) => string>} */
const SUMMARIES = {
    onBundleBegin: () => T.events.summaries.begins,
    onFileReady: ({ uri, size }) => (size === undefined ? uri : T.events.summaries.file(uri, bytes(size))),
    onProcess: ({ process }) => progress(process ?? {}),
    onResultReport: ({ result }) => {
        const counts = result?.resultInfo?.find((/** @type {any} */ info) => info.type === 'CountInfo')?.infos?.[0];
        return counts ? T.events.summaries.counts(counts.successCount, counts.failedCount) : '';
    },
    onBundleEnd: ({ outcome }) => T.common.outcomes[/** @type {'failed'} */ (outcome)] ?? outcome,
    onAllBundlesEnd: () => T.events.summaries.allEnded,
    onBackupSizeReport: ({ scaned }) => T.events.summaries.sizes(scaned?.length ?? 0),
    onBackupServiceDied: () => T.events.summaries.died,
    onOverdue: ({ vault }) => T.events.summaries.overdue(vault),
    run: ({ state, phase, outcome }) =>
        T.common.outcomes[/** @type {'failed'} */ (outcome)] ?? T.common.phases[/** @type {'packing'} */ (phase)] ?? T.common.bundleStates[/** @type {'queued'} */ (state)] ?? outcome ?? state,
    session: ({ state }) => T.common.sessionStates[/** @type {'open'} */ (state)] ?? state,
    bundle: ({ state, phase, outcome }) =>
        T.common.outcomes[/** @type {'failed'} */ (outcome)] ?? T.common.phases[/** @type {'packing'} */ (phase)] ?? T.common.bundleStates[/** @type {'queued'} */ (state)] ?? state,
};

/** An event in a few words; empty for a type that is not known here. @param {Event} event */
export function summary({ type, data, err }) {
    return err ? T.events.error(err.message, err.code) : (SUMMARIES[type]?.(data ?? {}) ?? '');
}
