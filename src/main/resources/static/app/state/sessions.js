import { computed, signal } from '../../vendor/ui.js';
import { all, call, Problem } from '../api.js';
import { onEvent, onMissed } from '../live/live.js';

/**
 * The caller's sessions that are not released or expired, newest first, kept as they are by the events; undefined until they were read.
 *
 * @typedef {import('../schemas.js').Session} Session
 * @typedef {import('../schemas.js').SessionBundle} SessionBundle
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

export async function readSessions() {
    try {
        const found = [];
        for (const state of ['open', 'running', 'completed', 'releasing']) {
            found.push(.../** @type {Session[]} */ (await all('sessions', 'sessions', { query: { state } })));
        }
        found.sort((one, other) => other.createdAt.localeCompare(one.createdAt));
        sessions.value = new Map(found.map((session) => [session.sessionId, session]));
        sessionsProblem.value = undefined;
    } catch (problem) {
        sessionsProblem.value = /** @type {Problem} */ (problem);
    }
}

/**
 * Takes a view into the map: of a session without its bundles, or of a bundle.
 * @param {import('../live/live.js').LiveEvent} event
 */
function take(event) {
    if (sessions.value === undefined || (event.type !== 'session' && event.type !== 'bundle')) {
        return;
    }
    const known = sessions.value.get(event.sessionId);
    const next = new Map(sessions.value);
    if (event.type === 'bundle') {
        if (known !== undefined) {
            const at = known.bundles.findIndex((bundle) => bundle.bundleName === event.bundleName);
            next.set(event.sessionId, { ...known, bundles: at < 0 ? [...known.bundles, event.data] : known.bundles.with(at, event.data) });
        }
    } else if (ENDED.includes(event.data.state)) {
        next.delete(event.sessionId);
    } else if (known !== undefined) {
        next.set(event.sessionId, { ...known, ...event.data });
    } else {
        next.clear();
        next.set(event.sessionId, { bundles: [], ...event.data });
        sessions.value.forEach((session, id) => next.set(id, session));
    }
    sessions.value = next;
}

onEvent(take);
onMissed(readSessions);
