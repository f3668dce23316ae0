import { signal } from '../../vendor/ui.js';
import { call } from '../api.js';
import { onEvent } from '../live/live.js';
import { onSignedOut } from '../state/login.js';

/**
 * The newest events of all sessions since the dashboard was opened, a bounded number.
 *
 * @typedef {import('../live/live.js').LiveEvent} LiveEvent
 * @typedef {{id: string, event: Omit<LiveEvent, 'cursor'>}} Entry `id`: of this page only
 */

export const MOST = 5_000;
/** The list is cut when it has grown by so much more, not with each event. */
const SPARE = 1_000;
/** Pages draw at most so often, however many events come. */
const DRAW_MILLISECONDS = 100;

/** @type {Entry[]} */
let entries = [];
let came = 0;

/** How many events came in all; changes at most ten times a second. */
export const count = signal(0);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

onEvent((event) => {
    came++;
    entries.push({ id: String(came), event });
    if (entries.length > MOST + SPARE) {
        entries = entries.slice(-MOST);
    }
    timer ??= setTimeout(() => {
        timer = undefined;
        count.value = came;
    }, DRAW_MILLISECONDS);
});

onSignedOut(() => {
    entries = [];
    count.value = came;
});

/** The newest events, oldest first. */
export const recent = () => entries.slice(-MOST);

const PAGE = 1_000;

/**
 * Reads the log of a session, the newest events or the first ones of a longer log.
 * @param {string} sessionId
 * @param {boolean} first
 * @param {AbortSignal} cancel
 * @returns {Promise<{entries: Entry[], skipped: number, last: number}>} `last`: the sequence number up to which was read
 */
export async function readLog(sessionId, first, cancel) {
    /** @typedef {import('../schemas.js').Schemas['EventPage']} Page */
    const path = `sessions/${encodeURIComponent(sessionId)}/events`;
    const read = (/** @type {number} */ after) => /** @type {Promise<Page>} */ (call(path, { query: { after, limit: PAGE, wait: 0 }, signal: cancel }));
    let page = await read(0);
    const skipped = first ? 0 : Math.max(0, page.lastSeq - MOST);
    if (skipped > 0) {
        page = await read(skipped);
    }
    const found = page.events;
    while (page.events.length === PAGE && found.length < MOST) {
        page = await read(page.next);
        found.push(...page.events);
    }
    return { entries: found.map((event) => ({ id: `log ${event.seq}`, event: /** @type {any} */ (event) })), skipped, last: found.at(-1)?.seq ?? skipped };
}
