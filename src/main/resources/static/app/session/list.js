import { useEffect, useMemo, useState } from '../../vendor/ui.js';
import { onEvent } from '../live/live.js';
import { sessions } from '../state/sessions.js';
import { usePages, useValue } from '../ui/hooks.js';

/**
 * The caller's sessions in pages, newest first, kept as they are by the events.
 *
 * @typedef {import('../schemas.js').Session} Session
 * @typedef {{state: string, type: string, bundle: string}} Filter empty: any
 */

const PAGE = 200;

/** @param {Filter} filter */
export const queryOf = ({ state, type, bundle }) => ({ state: state || undefined, type: type || undefined, bundleName: bundle || undefined });

/** @param {Filter} filter */
export function useSessions(filter) {
    const pages = usePages('sessions', { ...queryOf(filter), limit: PAGE }, (/** @type {{sessions: Session[]}} */ page) => page.sessions, [filter.state, filter.type, filter.bundle]);
    // What is released leaves the live sessions, so its last view is kept here.
    const [gone, setGone] = useState(/** @type {Map<string, Partial<Session>>} */ (new Map()));
    useEffect(() => onEvent((event) => event.type === 'session' && setGone((last) => new Map(last).set(event.sessionId ?? '', event.data))), []);
    const live = useValue(sessions);
    const list = useMemo(() => merge(pages.items, live, gone, filter, pages.complete), [pages.items, live, gone, filter.state, filter.type, filter.bundle]);
    return { ...pages, list };
}

/**
 * The pages that were read, with what is known now, and what was made since.
 * @param {Session[] | undefined} list
 * @param {Map<string, Session> | undefined} live
 * @param {Map<string, Partial<Session>>} gone the last views of sessions that may have left `live`
 * @param {Filter} filter
 * @param {boolean} whole whether `list` has all
 */
function merge(list, live, gone, filter, whole) {
    if (list === undefined) {
        return undefined;
    }
    const known = new Set(list.map((session) => session.sessionId));
    const newest = list[0]?.createdAt ?? (whole ? '' : '~');
    const made = [...(live?.values() ?? [])].filter(
        (session) =>
            !known.has(session.sessionId) &&
            session.createdAt >= newest &&
            (filter.state === '' || session.state === filter.state) &&
            (filter.type === '' || session.type === filter.type) &&
            (filter.bundle === '' || session.bundles.some(({ bundleName, restoreTo }) => bundleName === filter.bundle || restoreTo === filter.bundle)),
    );
    return [...made, ...list.map((session) => live?.get(session.sessionId) ?? { ...session, ...gone.get(session.sessionId) })];
}
