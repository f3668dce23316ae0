import { html } from '../../vendor/ui.js';
import { ago } from '../format.js';
import { link } from '../route.js';
import { position, useQueue } from '../state/queue.js';
import { work } from '../state/sessions.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Lane, useLaneHeight } from '../ui/lane.js';
import { Rows } from '../ui/parts.js';
import { SteerButton } from '../ui/steer.js';

/** What runs, a lane each. */
export function Running() {
    const height = useLaneHeight();
    const running = useValue(work).filter(({ bundle }) => bundle.state === 'running');
    return html`<section class="card"><h2>${T.overview.running}</h2>${
        running.length === 0
            ? html`<p class="soft">${T.overview.nothingRuns}</p>`
            : html`<${Rows} class="lanes" label=${T.overview.running} items=${running} height=${height} keyOf=${(/** @type {any} */ { session, bundle }) => `${session.sessionId}/${bundle.bundleName}`}
                row=${(/** @type {any} */ { session, bundle }) => html`<${Lane} session=${session} bundle=${bundle} />`} />`
    }</section>`;
}

/** What waits for its turn, in the order of the queue of the whole service. @param {{now: number}} props */
export function Waiting({ now }) {
    const places = useQueue();
    const waiting = useValue(work)
        .filter(({ bundle }) => bundle.state === 'queued')
        .map((entry) => ({ ...entry, place: position(places, entry.session.sessionId, entry.bundle.bundleName) }))
        .sort((one, other) => (one.place ?? Infinity) - (other.place ?? Infinity) || 0);
    return waiting.length === 0
        ? null
        : html`<section class="card"><h2>${T.overview.waiting}</h2><${Rows} label=${T.overview.waiting} items=${waiting} height=${56} keyOf=${(/** @type {any} */ { session, bundle }) => `${session.sessionId}/${bundle.bundleName}`}
            row=${(/** @type {any} */ entry) => html`<${QueueRow} ...${entry} now=${now} />`} /></section>`;
}

/** @param {import('../state/sessions.js').Work & {place: number | undefined, now: number}} props */
function QueueRow({ session, bundle, place, now }) {
    return html`<div class="queue-row"><span class="number queue-place">${place !== undefined && T.overview.position(place)}</span>
        <a href=${link('sessions', session.sessionId, { bundle: bundle.bundleName })}>${bundle.bundleName}</a>
        <span class="soft small queue-facts"><span>${T.overview.priority(bundle.priority)}</span><span>${ago(bundle.queuedAt, now)}</span></span>
        <${SteerButton} session=${session} bundle=${bundle} /></div>`;
}
