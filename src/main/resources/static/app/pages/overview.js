import { html, useEffect, useMemo } from '../../vendor/ui.js';
import { UnfinishedBackup } from '../backup/unfinished.js';
import { ago, bytes, number } from '../format.js';
import { link } from '../route.js';
import { Bundles } from '../overview/bundles.js';
import { Running, Waiting } from '../overview/work.js';
import { bundles, bundlesProblem, readBundles, tally } from '../state/bundles.js';
import { readSessions, sessionsProblem, work } from '../state/sessions.js';
import { readStatus, status, statusProblem, watchStatus } from '../state/status.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { Icon, Notice, Wrong } from '../ui/parts.js';

/** Whether the data are safe, in one sentence; then what needs a person first. */
export function Overview() {
    const known = useValue(bundles);
    const problem = useValue(bundlesProblem);
    const unread = useValue(sessionsProblem);
    const now = useNow(30_000);
    const counts = useMemo(() => tally(known?.values() ?? [], now), [known, now]);
    return html`<div class="page-head"><div><p class="soft">${T.overview.title}</p>
            <h1 class="sentence" aria-live="polite">${known === undefined ? T.common.loading : T.overview.sentence(counts, ago(counts.oldest, now))}</h1></div>
            <a class="button main" href=${link('backup')}><${Icon} name="backup" />${T.overview.backUp}</a></div>
        <${UnfinishedBackup} />
        <${Wrong} problem=${problem} again=${readBundles} />
        ${problem === undefined && html`<${Wrong} problem=${unread} again=${readSessions} />`}
        <div class="columns"><div class="stack"><${Running} /><${Waiting} now=${now} /><${Bundles} counts=${counts} now=${now} /></div><${Service} /></div>`;
}

function Service() {
    const busy = useValue(work).length;
    useEffect(watchStatus, []);
    // What begins and ends changes slots and the queue at once.
    useEffect(() => void readStatus(), [busy]);
    const state = useValue(status);
    const problem = useValue(statusProblem);
    return html`<section class="card"><h2>${T.overview.service}</h2>
        ${problem && state && html`<p class="soft small">${T.overview.stale}</p>`}${problem && !state && html`<${Wrong} problem=${problem} />`}
        ${state?.state === 'stopping' && html`<${Notice} kind="warn">${T.overview.stopping}</${Notice}>`}${
            state &&
            html`<dl class="facts">
            <dt>${T.overview.free}</dt><dd class="number">${bytes(state.freeBytes)}</dd>
            <dt>${T.overview.staged}</dt><dd class="number">${T.common.of(bytes(state.stagedBytes), bytes(state.stagingMaxBytes))}</dd>
            <dt>${T.overview.slots}</dt><dd class="number">${T.common.of(number(state.slotsBusy), number(state.slots))}</dd>
            <dt>${T.overview.queued}</dt><dd class="number">${number(state.queued)}</dd>
            <dt>${T.overview.sessions}</dt><dd class="number">${number(state.sessionsLive)}</dd></dl>`
        }</section>`;
}
