import { html, useMemo } from '../../vendor/ui.js';
import { ago, bytes, moment } from '../format.js';
import { go, link } from '../route.js';
import { bundles } from '../state/bundles.js';
import { activeRuns, readRuns, runs, runsProblem } from '../state/runs.js';
import { vaults } from '../state/vaults.js';
import { T } from '../texts.js';
import { useMedia, useNow, usePages, useValue } from '../ui/hooks.js';
import { useLaneHeight } from '../ui/lane.js';
import { Curl, Empty, FilterField, Rows, Select, Wrong } from '../ui/parts.js';
import { RunLane, RunState } from '../vault/lane.js';
import { RunPage } from '../vault/run.js';
import { ForVault, Tabs } from '../vault/tabs.js';

/** @typedef {import('../schemas.js').VaultRun} VaultRun @typedef {{vault: string, kind: string, state: string, bundle: string}} Filter */

/** All runs, or one. @param {{part: string, query: URLSearchParams}} props */
export function RunsPage({ part, query }) {
    return html`<${ForVault}>${() => (part === '' ? html`<${All} query=${query} />` : html`<${RunPage} id=${part} />`)}</${ForVault}>`;
}

/** @param {{query: URLSearchParams}} props */
function All({ query }) {
    const filter = { vault: query.get('vault') ?? '', kind: query.get('kind') ?? '', state: query.get('state') ?? '', bundle: query.get('bundle') ?? '' };
    return html`<div class="page-head"><div><h1>${T.runs.title}</h1><p class="soft">${T.runs.intro}</p></div></div><${Tabs} current="runs" />
        <${Lanes} /><${History} filter=${filter} />`;
}

/** What runs and waits, a lane each. */
export function Lanes() {
    const height = useLaneHeight();
    const active = useValue(activeRuns);
    const known = useValue(runs);
    const problem = useValue(runsProblem);
    return html`<section class="card"><h2>${T.runs.now}</h2><${Wrong} problem=${problem} again=${readRuns} />
        ${known !== undefined && active.length === 0 && html`<p class="soft">${T.runs.nothingRuns}</p>`}
        ${active.length > 0 && html`<${Rows} class="lanes" label=${T.runs.now} items=${active} height=${height} keyOf=${(/** @type {VaultRun} */ run) => run.runId} row=${(/** @type {VaultRun} */ run) => html`<${RunLane} run=${run} />`} />`}</section>`;
}

const PAGE = 200;

/** @param {Filter} filter */
const queryOf = ({ vault, kind, state, bundle }) => ({ vault: vault || undefined, kind: kind || undefined, state: state || undefined, bundleName: bundle || undefined });

/** @param {{filter: Filter}} props */
function History({ filter }) {
    const now = useNow(30_000);
    const live = useValue(runs);
    const { items, problem, busy, complete, again, more } = usePages('runs', { ...queryOf(filter), limit: PAGE }, (/** @type {{runs: VaultRun[]}} */ page) => page.runs, Object.values(filter));
    const list = useMemo(() => items && merge(items, live, filter), [items, live, ...Object.values(filter)]);
    const filtered = Object.values(filter).some((value) => value !== '');
    const empty = filtered ? T.runs.nothingFound : T.runs.none;
    return html`<section class="card"><h2>${T.runs.history}</h2><${Filters} filter=${filter} filtered=${filtered} /><${Wrong} problem=${problem} again=${again} />
        <p class="soft small" role="status">${list === undefined ? problem === undefined && T.common.loading : list.length > 0 && T.runs.count(list.length, !complete)}</p>
        ${list?.length === 0 && html`<${Empty} icon="sessions" title=${empty.title}><p>${empty.hint}</p></${Empty}>`}
        ${list !== undefined && list.length > 0 && html`<${Rows} class="tall" label=${T.runs.list} items=${list} height=${64} keyOf=${(/** @type {VaultRun} */ run) => run.runId} end=${more} row=${(/** @type {VaultRun} */ run) => html`<${RunRow} run=${run} now=${now} />`} />`}
        ${busy && list !== undefined && html`<p class="soft small">${T.runs.loadingMore}</p>`}<${Curl} calls=${[['runs', { query: queryOf(filter) }]]} /></section>`;
}

/** What was read, as it is known now, and what was ordered since. @param {VaultRun[]} list @param {Map<string, VaultRun> | undefined} live @param {Filter} filter */
function merge(list, live, { vault, kind, state, bundle }) {
    const known = new Set(list.map(({ runId }) => runId));
    const newest = list[0]?.queuedAt ?? '';
    const fits = (/** @type {VaultRun} */ run) => (vault === '' || run.vault === vault) && (kind === '' || run.kind === kind) && (state === '' || run.state === state) && (bundle === '' || run.bundleName === bundle);
    const made = [...(live?.values() ?? [])].filter((run) => !known.has(run.runId) && run.queuedAt >= newest && fits(run));
    return [...made, ...list.map((run) => live?.get(run.runId) ?? run)].filter(fits);
}

/** @param {{filter: Filter, filtered: boolean}} props */
function Filters({ filter, filtered }) {
    const known = useValue(bundles);
    const places = useValue(vaults) ?? [];
    const choose = (/** @type {Partial<Filter>} */ change) => go('runs', undefined, Object.fromEntries(Object.entries({ ...filter, ...change }).filter(([, value]) => value !== '')));
    const options = (/** @type {[string, string][]} */ entries) => [['', T.runs.filters.any], ...entries];
    return html`<div class="filters two-columns">
        ${places.length > 1 && html`<${Select} label=${T.runs.filters.vault} value=${filter.vault} options=${options(places.map(({ name }) => [name, name]))} onChange=${(/** @type {string} */ vault) => choose({ vault })} />`}
        <${Select} label=${T.runs.filters.kind} value=${filter.kind} options=${options(Object.entries(T.runs.kinds))} onChange=${(/** @type {string} */ kind) => choose({ kind })} />
        <${Select} label=${T.runs.filters.state} value=${filter.state} options=${options(Object.entries(T.runs.states))} onChange=${(/** @type {string} */ state) => choose({ state })} />
        <${FilterField} label=${T.runs.filters.bundle} value=${filter.bundle} words=${known?.keys() ?? []} onChange=${(/** @type {string} */ bundle) => choose({ bundle })} />
        ${filtered && html`<button type="button" class="button plain" onClick=${() => go('runs')}>${T.runs.filters.clear}</button>`}</div>`;
}

/** @param {{run: VaultRun, now: number}} props */
export function RunRow({ run, now }) {
    const narrow = useMedia('(max-width: 48rem)');
    const at = run.endedAt ?? run.beganAt ?? run.queuedAt;
    const facts = [narrow && ago(at, now), T.runs.into(run.kind, run.vault), run.schedule === undefined ? T.runs.byHand : T.runs.bySchedule(run.schedule), run.bytesStored > 0 && T.runs.stored(bytes(run.bytesStored))];
    return html`<a class="session-row" href=${link('runs', run.runId)}><span class="bundle-words"><span class="bundle-name">${run.bundleName}</span>
            <span class="soft small bundle-why">${run.err?.message ?? facts.filter(Boolean).join(' · ')}</span></span>
        <span class="soft session-when" title=${moment(at)}>${ago(at, now)}</span><${RunState} run=${run} /></a>`;
}
