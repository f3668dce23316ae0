import { computed, signal } from '../../vendor/ui.js';
import { all, call, Problem } from '../api.js';
import { onEvent, onMissed, readOnReturn } from '../live/live.js';
import { onSignedOut } from './login.js';

/**
 * The caller's sessions that are not released or expired, newest first, kept as they are by the events; undefined until they were read.
 *
 * @typedef {import('../schemas.js').Session} Session
 * @typedef {import('../schemas.js').SessionBundle} SessionBundle
 * @typedef {import('../live/live.js').LiveEvent} LiveEvent
 * @type {import('../../vendor/ui.js').Signal<Map<string, Session> | undefined>}
 */
export const sessions = signal(undefined);

/** Why the sessions could not be read. @type {import('../../vendor/ui.js').Signal<Problem | undefined>} */
export const sessionsProblem = signal(undefined);

/** A bundle of a session that has not ended. @typedef {{session: Session, bundle: SessionBundle}} Work */

/** Everything that runs or waits, in the order of its append. */
export const work = computed(() => {
    /** @type {Work[]} */
    const found = [];
    for (const session of sessions.value?.values() ?? []) {
        for (const bundle of session.bundles) {
            if (bundle.state !== 'ended') {
                found.push({ session, bundle });
            }
        }
    }
    return found;
});

const ENDED = ['released', 'expired'];

/** The bundle of a session that is in the list. @param {string} sessionId @param {string} bundleName */
export function find(sessionId, bundleName) {
    return sessions.value?.get(sessionId)?.bundles.find((bundle) => bundle.bundleName === bundleName);
}

/**
 * Reads one session again, so that what an action has changed is seen also while the connection is away.
 * @param {string} sessionId
 * @param {AbortSignal} [cancel]
 * @returns {Promise<Session>}
 */
export async function readSession(sessionId, cancel) {
    const session = /** @type {Session} */ (await call(`sessions/${sessionId}`, { signal: cancel }));
    if (sessions.value?.has(sessionId)) {
        const next = new Map(sessions.value);
        if (ENDED.includes(session.state)) {
            next.delete(sessionId);
        } else {
            next.set(sessionId, session);
        }
        sessions.value = next;
    }
    return session;
}

/** How often the list is being read just now, and the views that have come meanwhile: the list may be older than they are. */
let reading = 0;
/** @type {LiveEvent[]} */
let meanwhile = [];

export async function readSessions() {
    reading++;
    try {
        const found = [];
        for (const state of ['open', 'running', 'completed', 'releasing']) {
            found.push(.../** @type {Session[]} */ (await all('sessions', 'sessions', { query: { state } })));
        }
        found.sort((one, other) => other.createdAt.localeCompare(one.createdAt));
        const map = new Map(found.map((session) => [session.sessionId, session]));
        meanwhile.forEach((event) => put(map, event));
        sessions.value = new Map([...map].sort(([, one], [, other]) => other.createdAt.localeCompare(one.createdAt)));
        sessionsProblem.value = undefined;
    } catch (problem) {
        sessionsProblem.value = /** @type {Problem} */ (problem);
    } finally {
        reading--;
        meanwhile = reading > 0 ? meanwhile : [];
    }
}

/** Bundles of sessions whose own view has not come yet. @type {Map<string, Map<string, SessionBundle>>} */
const early = new Map();
const MOST_EARLY = 100;

/** Takes a view into a map: of a session without its bundles, or of a bundle. @param {Map<string, Session>} map @param {LiveEvent} event */
function put(map, event) {
    const { type, sessionId = '', bundleName = '', data } = event;
    const known = map.get(sessionId);
    if (type === 'bundle' && known !== undefined) {
        const at = known.bundles.findIndex((bundle) => bundle.bundleName === bundleName);
        map.set(sessionId, { ...known, bundles: at < 0 ? [...known.bundles, data] : known.bundles.with(at, data) });
    } else if (type === 'bundle') {
        early.set(sessionId, (early.get(sessionId) ?? new Map()).set(bundleName, data));
        if (early.size > MOST_EARLY) {
            early.clear();
        }
    } else if (ENDED.includes(data.state)) {
        map.delete(sessionId);
        early.delete(sessionId);
    } else {
        map.set(sessionId, { bundles: [...(early.get(sessionId)?.values() ?? [])], ...known, ...data });
        early.delete(sessionId);
    }
}

/** @param {LiveEvent} event */
function take(event) {
    if ((event.type !== 'session' && event.type !== 'bundle') || event.sessionId === undefined) {
        return;
    }
    if (reading > 0) {
        meanwhile.push(event);
    }
    if (sessions.value !== undefined) {
        const isNew = event.type === 'session' && !sessions.value.has(event.sessionId);
        const next = new Map(sessions.value);
        put(next, event);
        const made = isNew ? next.get(event.sessionId) : undefined;
        // The newest one comes first.
        sessions.value = made === undefined ? next : new Map([[event.sessionId, made], ...sessions.value]);
    }
}

onEvent(take);
onMissed(readSessions);
readOnReturn(sessionsProblem, readSessions);
onSignedOut(() => {
    sessions.value = undefined;
    sessionsProblem.value = undefined;
});
