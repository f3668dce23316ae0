import { html } from '../../vendor/ui.js';
import { ago } from '../format.js';
import { link } from '../route.js';
import { useQueue } from '../state/queue.js';
import { find, sessions, work } from '../state/sessions.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Lane } from '../ui/lane.js';
import { Rows } from '../ui/parts.js';
import { SteerButton } from '../ui/steer.js';

/** What runs, a lane each. */
export function Running() {
    const running = useValue(work).filter(({ bundle }) => bundle.state === 'running');
    return html`<section class="card"><h2>${T.overview.running}</h2>${
        running.length === 0
            ? html`<p class="soft">${T.overview.nothingRuns}</p>`
            : html`<${Rows} label=${T.overview.running} items=${running} height=${84} keyOf=${(/** @type {any} */ { session, bundle }) => `${session.sessionId}/${bundle.bundleName}`}
                row=${(/** @type {any} */ { session, bundle }) => html`<${Lane} session=${session} bundle=${bundle} />`} />`
    }</section>`;
}

/** What waits for its turn, with the position in the queue of the whole service. @param {{now: number}} props */
export function Waiting({ now }) {
    const queued = useQueue();
    useValue(sessions);
    return queued.length === 0
        ? null
        : html`<section class="card"><h2>${T.overview.waiting}</h2><${Rows} label=${T.overview.waiting} items=${queued} height=${56} keyOf=${(/** @type {any} */ entry) => `${entry.sessionId}/${entry.bundleName}`}
            row=${(/** @type {import('../state/queue.js').QueuedBundle} */ entry) => html`<${QueueRow} entry=${entry} now=${now} />`} /></section>`;
}

/** @param {{entry: import('../state/queue.js').QueuedBundle, now: number}} props */
function QueueRow({ entry, now }) {
    const session = sessions.peek()?.get(entry.sessionId);
    const bundle = find(entry.sessionId, entry.bundleName);
    return html`<div class="queue-row"><span class="number queue-place">${T.overview.position(entry.position)}</span>
        <a href=${link('sessions', entry.sessionId, { bundle: entry.bundleName })}>${entry.bundleName}</a>
        <span class="soft small queue-facts"><span>${T.overview.priority(entry.priority)}</span><span>${ago(entry.queuedAt, now)}</span></span>
        ${session && bundle && html`<${SteerButton} session=${session} bundle=${bundle} />`}</div>`;
}
