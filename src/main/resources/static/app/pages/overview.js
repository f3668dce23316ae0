import { html, useEffect, useMemo, useState } from '../../vendor/ui.js';
import { UnfinishedBackup } from '../backup/unfinished.js';
import { ago, bytes, number } from '../format.js';
import { link } from '../route.js';
import { bundles, bundlesProblem, readBundles, safety, tally } from '../state/bundles.js';
import { work } from '../state/sessions.js';
import { status, statusProblem, watchStatus } from '../state/status.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { Lane } from '../ui/lane.js';
import { Badge, Empty, Icon, Rows, Wrong } from '../ui/parts.js';

/** Whether the data are safe, in one sentence; then what needs a person first. */
export function Overview() {
    const counts = useValue(tally);
    const known = useValue(bundles);
    const problem = useValue(bundlesProblem);
    return html`<div class="page-head"><div><p class="soft">${T.overview.title}</p>
            <h1 class="sentence" aria-live="polite">${known === undefined ? T.common.loading : T.overview.sentence(counts)}</h1></div>
            <a class="button main" href=${link('backup')}><${Icon} name="backup" />${T.overview.backUp}</a></div>
        <${UnfinishedBackup} />
        <${Wrong} problem=${problem} again=${readBundles} />
        <div class="columns"><div class="stack"><${RunningNow} /><${Bundles} /></div><${Service} /></div>`;
}

function RunningNow() {
    const running = useValue(work);
    return html`<section class="card"><h2>${T.overview.running}</h2>${
        running.length === 0
            ? html`<p class="soft">${T.overview.nothingRuns}</p>`
            : html`<${Rows} label=${T.overview.running} items=${running} height=${76} keyOf=${(/** @type {any} */ { session, bundle }) => `${session.sessionId}/${bundle.bundleName}`}
                row=${(/** @type {any} */ { session, bundle }) => html`<${Lane} session=${session} bundle=${bundle} />`} />`
    }</section>`;
}

const URGENCY = ['problem', 'failed', 'overdue', 'never', 'good'];
/** @type {Record<import('../state/bundles.js').Safety, {kind?: 'good' | 'warn' | 'bad', icon: string}>} */
const LOOKS = {
    good: { kind: 'good', icon: 'check' },
    overdue: { kind: 'warn', icon: 'clock' },
    failed: { kind: 'bad', icon: 'failed' },
    problem: { kind: 'bad', icon: 'warning' },
    never: { icon: 'cancelled' },
};

function Bundles() {
    const known = useValue(bundles);
    const [filter, setFilter] = useState('');
    const now = useNow(30_000);
    const shown = useMemo(
        () =>
            [...(known?.values() ?? [])]
                .filter((bundle) => bundle.bundleName.toLowerCase().includes(filter.toLowerCase()))
                .sort((one, other) => URGENCY.indexOf(safety(one)) - URGENCY.indexOf(safety(other)) || one.bundleName.localeCompare(other.bundleName)),
        [known, filter],
    );
    if (known?.size === 0) {
        return html`<section class="card"><${Empty} icon="bundle" title=${T.overview.noBundles.title}><p>${T.overview.noBundles.hint}</p></${Empty}></section>`;
    }
    return html`<section class="card"><div class="card-head"><h2>${T.overview.bundles}</h2>
            <input class="input filter" type="search" placeholder=${T.overview.filter} aria-label=${T.overview.filter} value=${filter} onInput=${(/** @type {any} */ event) => setFilter(event.currentTarget.value)} /></div>
        ${known !== undefined && shown.length === 0 && html`<p class="soft">${T.overview.nothingFound}</p>`}
        <${Rows} class="bundles" label=${T.overview.bundles} items=${shown} height=${64} keyOf=${(/** @type {any} */ bundle) => bundle.bundleName} row=${(/** @type {any} */ bundle) => html`<${BundleRow} bundle=${bundle} now=${now} />`} />
    </section>`;
}

/** @param {{bundle: import('../schemas.js').Bundle, now: number}} props */
function BundleRow({ bundle, now }) {
    const state = safety(bundle);
    return html`<a class="bundle-row" href=${link('bundles', bundle.bundleName)}>
        <span class="bundle-name">${bundle.bundleName}</span>
        <span class="soft number bundle-size">${bytes(bundle.spaceOccupied)}</span>
        <span class="soft bundle-last">${bundle.lastBackup && ago(bundle.lastBackup.endedAt, now)}</span>
        <${Badge} ...${LOOKS[state]}>${T.overview.safety[state]}</${Badge}></a>`;
}

function Service() {
    useEffect(watchStatus, []);
    const state = useValue(status);
    const problem = useValue(statusProblem);
    return html`<section class="card"><h2>${T.overview.service}</h2><${Wrong} problem=${problem} />${
        state &&
        html`<dl class="facts">
            <dt>${T.overview.free}</dt><dd class="number">${bytes(state.freeBytes)}</dd>
            <dt>${T.overview.staged}</dt><dd class="number">${T.common.of(bytes(state.stagedBytes), bytes(state.stagingMaxBytes))}</dd>
            <dt>${T.overview.slots}</dt><dd class="number">${T.common.of(number(state.slotsBusy), number(state.slots))}</dd>
            <dt>${T.overview.queued}</dt><dd class="number">${number(state.queued)}</dd>
            <dt>${T.overview.sessions}</dt><dd class="number">${number(state.sessionsLive)}</dd></dl>`
    }</section>`;
}
