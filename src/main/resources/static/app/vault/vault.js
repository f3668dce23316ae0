import { html, useMemo, useState } from '../../vendor/ui.js';
import { ago, byName, bytes, moment, number } from '../format.js';
import { may } from '../state/login.js';
import { activeRuns } from '../state/runs.js';
import { contents, keeping } from '../state/vaults.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Badge, Empty, Icon, Notice, Rows, Select } from '../ui/parts.js';
import { PruneDialog, RunDialog } from './order.js';
import { timelineLink } from './tabs.js';

/** @typedef {import('../schemas.js').Vault} Vault @typedef {import('../schemas.js').VaultBundle} VaultBundle */

/** A disk that is full within so many days asks for a person. */
export const SOON_DAYS = 30;

/** What a person should know of a vault before everything else. @param {{vault: Vault}} props */
export function VaultWarning({ vault }) {
    const soon = vault.fullInDays !== undefined && vault.fullInDays <= SOON_DAYS;
    return html`${vault.problem !== undefined && html`<${Notice} kind="bad" title=${T.vault.unavailable(vault.name)}><span>${vault.problem}</span><span class="small">${T.vault.unavailableHint}</span></${Notice}>`}
        ${soon && html`<${Notice} kind=${(vault.fullInDays ?? 0) <= 2 ? 'bad' : 'warn'} title=${T.vault.fills(vault.name, vault.fullInDays ?? 0)}>${T.vault.fillsHint}</${Notice}>`}`;
}

/** @param {{vault: Vault, now: number}} props */
export function VaultCard({ vault, now }) {
    const [asked, ask] = useState(/** @type {'run' | 'prune' | undefined} */ (undefined));
    const close = () => ask(undefined);
    return html`<section class="card" aria-labelledby=${`vault-${vault.name}`}><div class="card-head"><h2 id=${`vault-${vault.name}`}>${T.vault.named(vault.name)}</h2>
            ${vault.problem === undefined && html`<div class="row"><button type="button" class="button main" onClick=${() => ask('run')}><${Icon} name="play" />${T.vault.runNow}</button>
                ${may('vault-admin') && html`<button type="button" class="button" disabled=${vault.bundles === 0} onClick=${() => ask('prune')}>${T.vault.prune}</button>`}</div>`}</div>
        <${VaultWarning} vault=${vault} />${vault.notice !== undefined && html`<${Notice} kind="warn" title=${T.vault.noticeTitle}>${vault.notice}</${Notice}>`}
        <${Facts} vault=${vault} now=${now} />
        <${Bundles} vault=${vault} now=${now} />
        ${asked === 'run' && html`<${RunDialog} vault=${vault.name} close=${close} />`}${asked === 'prune' && html`<${PruneDialog} vault=${vault.name} close=${close} />`}</section>`;
}

/** @param {{vault: Vault, now: number}} props */
function Facts({ vault, now }) {
    const facts = T.vault.facts;
    const rows = /** @type {[string, any, string?][]} */ ([
        [facts.snapshots, number(vault.snapshots)],
        [facts.bundles, number(vault.bundles)],
        [facts.stored, bytes(vault.storedBytes)],
        [facts.data, bytes(vault.dataBytes)],
        vault.growthBytesPerDay !== undefined && [facts.growth, vault.growthBytesPerDay <= 0 ? T.vault.noGrowth : T.vault.perDay(bytes(vault.growthBytesPerDay))],
        vault.freeBytes !== undefined && [facts.free, bytes(vault.freeBytes)],
        vault.fullInDays !== undefined && [facts.full, T.vault.days(vault.fullInDays)],
        [facts.last, vault.lastBackupAt === undefined ? T.vault.none : ago(vault.lastBackupAt, now), moment(vault.lastBackupAt)],
        [facts.deleteDelay, T.bundle.period(vault.deleteDelay)],
    ].filter(Boolean));
    return html`<dl class="tiles">${rows.map(([name, value, title]) => html`<div><dt>${name}</dt><dd class="number" title=${title}>${value}</dd></div>`)}
        <div class="tile-wide"><dt>${facts.location}</dt><dd class="break">${vault.location}</dd></div></dl>`;
}

/** How a line of a vault looks; the first that is true. @typedef {keyof typeof T.vault.states} State @type {Record<State, {kind?: 'good' | 'warn' | 'bad', icon: string}>} */
export const LINE_LOOKS = {
    overdue: { kind: 'warn', icon: 'clock' },
    failed: { kind: 'bad', icon: 'failed' },
    none: { icon: 'cancelled' },
    incomplete: { kind: 'warn', icon: 'warning' },
    gone: { icon: 'removed' },
    outside: { icon: 'pause' },
    good: { kind: 'good', icon: 'check' },
};
/** @type {State[]} */
const ORDER = ['failed', 'overdue', 'incomplete', 'none', 'outside', 'good', 'gone'];

/** @param {string} vault @param {VaultBundle} line @param {import('../state/vaults.js').Keeping | undefined} kept @returns {State} */
export function stateOf(vault, line, kept) {
    if (!line.present) {
        return 'gone';
    }
    if (kept?.failed?.vault === vault) {
        return 'failed';
    }
    if (line.overdue) {
        return 'overdue';
    }
    if (line.newestComplete === undefined) {
        return line.snapshots > 0 ? 'incomplete' : 'none';
    }
    return line.nextRunAt === undefined && kept?.planned.includes(vault) !== true ? 'outside' : 'good';
}

/** What the vault has of each bundle. @param {{vault: Vault, now: number}} props */
function Bundles({ vault, now }) {
    const lines = useValue(contents).get(vault.name);
    const kept = useValue(keeping);
    const [filter, setFilter] = useState('');
    const [kind, setKind] = useState('');
    const all = useMemo(() => (lines ?? []).map((line) => ({ line, state: stateOf(vault.name, line, kept.get(line.bundleName)) })), [vault.name, lines, kept]);
    const shown = useMemo(
        () =>
            all
                .filter(({ line, state }) => line.bundleName.toLowerCase().includes(filter.trim().toLowerCase()) && (kind === '' || state === kind))
                .sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || byName(one.line.bundleName, other.line.bundleName)),
        [all, filter, kind],
    );
    if (lines === undefined) {
        return null;
    }
    if (lines.length === 0) {
        return html`<${Empty} icon="vaults" title=${T.vault.empty.title}><p>${T.vault.empty.hint}</p></${Empty}>`;
    }
    const options = [['', T.vault.showKind(T.vault.kinds.all, all.length)], ...ORDER.flatMap((state) => {
        const count = all.filter((entry) => entry.state === state).length;
        return count === 0 && state !== kind ? [] : [[state, T.vault.showKind(T.vault.states[state], count)]];
    })];
    return html`<div class="card-head"><h3>${T.vault.inVault}</h3><div class="filters"><${Select} bare label=${T.vault.show} value=${kind} options=${options} onChange=${setKind} />
            <input class="input filter" type="search" placeholder=${T.vault.filter} aria-label=${T.vault.filter} value=${filter} onInput=${(/** @type {any} */ event) => setFilter(event.currentTarget.value)} /></div></div>
        ${shown.length === 0 && html`<p class="soft" role="status">${T.vault.nothingFound}</p>`}
        <${Rows} class="bundles" label=${T.vault.inVault} items=${shown} height=${64} keyOf=${(/** @type {any} */ { line }) => line.bundleName} row=${(/** @type {any} */ entry) => html`<${Line} vault=${vault.name} ...${entry} now=${now} />`} />`;
}

/** @param {{vault: string, line: VaultBundle, state: State, now: number}} props */
function Line({ vault, line, state, now }) {
    const running = useValue(activeRuns).find((run) => run.vault === vault && run.bundleName === line.bundleName);
    const facts = [T.vault.snapshots(line.snapshots), line.nextRunAt === undefined ? T.vault.noNext : T.vault.next(ago(line.nextRunAt, now))];
    return html`<a class="bundle-row" href=${timelineLink(vault, line.bundleName)}>
        <span class="bundle-words"><span class="bundle-name">${line.bundleName}</span><span class="soft small bundle-why" title=${moment(line.nextRunAt)}>${facts.join(' · ')}</span></span>
        <span class="soft number bundle-size">${bytes(line.storedBytes)}</span>
        <span class="soft bundle-last" title=${moment(line.newestComplete)}>${line.newestComplete === undefined ? '' : ago(line.newestComplete, now)}</span>
        ${running ? html`<${Badge} kind="busy" icon="running">${T.runs.states[/** @type {'running'} */ (running.state)]}</${Badge}>` : html`<${Badge} ...${LINE_LOOKS[state]}>${T.vault.states[state]}</${Badge}>`}</a>`;
}
