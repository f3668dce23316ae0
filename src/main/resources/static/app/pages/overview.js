import { html, useEffect, useMemo } from '../../vendor/ui.js';
import { UnfinishedBackup } from '../backup/unfinished.js';
import { ago, bytes, number } from '../format.js';
import { link } from '../route.js';
import { Bundles } from '../overview/bundles.js';
import { Running, Waiting } from '../overview/work.js';
import { bundles, bundlesProblem, readBundles, tally } from '../state/bundles.js';
import { may } from '../state/login.js';
import { readSessions, sessionsProblem, work } from '../state/sessions.js';
import { readStatus, status, statusProblem, watchStatus } from '../state/status.js';
import { keeping, readVaults, schedules, settled, tallyKept, vaults, vaultsProblem } from '../state/vaults.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { Icon, Notice, Wrong } from '../ui/parts.js';
import { VaultWarning } from '../vault/vault.js';

/** Whether the data are safe, in one sentence; then what needs a person first. */
export function Overview() {
    const known = useValue(bundles);
    const problem = useValue(bundlesProblem);
    const unread = useValue(sessionsProblem);
    const now = useNow(30_000);
    const { large, small } = useSentences(now);
    const places = useValue(vaults);
    const unknown = useValue(vaultsProblem);
    const whole = useValue(settled);
    return html`<div class="page-head"><div><p class="soft">${T.overview.title}</p>
            <div class="sentences" aria-live="polite"><h1 class="sentence">${known === undefined || !whole ? T.common.loading : large}</h1>${small !== undefined && html`<p class="soft">${small}</p>`}</div></div>
            <a class="button main" href=${link('backup')}><${Icon} name="backup" />${T.overview.backUp}</a></div>
        <${UnfinishedBackup} />${places?.map((vault) => html`<${VaultWarning} key=${vault.name} vault=${vault} />`)}<${Hint} />
        <${Wrong} problem=${problem} again=${readBundles} />
        ${problem === undefined && html`<${Wrong} problem=${unread ?? unknown} again=${unread ? readSessions : readVaults} />`}
        <div class="columns"><div class="stack"><${Running} /><${Waiting} now=${now} /><${Bundles} now=${now} /></div><${Service} /></div>`;
}

/**
 * What the vaults keep, and what was backed up into folders; one of both if only that is used.
 * @param {number} now
 */
function useSentences(now) {
    const known = useValue(bundles);
    const kept = useValue(keeping);
    return useMemo(() => {
        const list = [...(known?.values() ?? [])];
        const vault = tallyKept(list, kept);
        const used = vault.all > vault.outside || vault.left > 0;
        // What is in a vault, and in no folder because nobody wants that, is no fault.
        const folders = tally(used ? list.filter(({ lastBackup, overdue, problem }) => lastBackup !== undefined || overdue !== undefined || problem !== undefined) : list, now);
        const words = T.overview.sentence(folders, ago(folders.oldest, now));
        return used ? { large: T.vault.sentence(vault), small: folders.all > 0 ? T.vault.folders(words) : undefined } : { large: words, small: undefined };
    }, [known, kept, now]);
}

/** Says that the service can do it by itself, to those who may order that. */
function Hint() {
    const plans = useValue(schedules);
    const known = useValue(bundles);
    return plans?.length === 0 && (known?.size ?? 0) > 0 && may('vault-admin')
        ? html`<${Notice}><span>${T.vault.hint.text} <a href=${link('schedules', undefined, { new: '1' })}>${T.vault.hint.action}</a></span></${Notice}>`
        : null;
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
