import { html, useId, useMemo, useState } from '../../vendor/ui.js';
import { ago, byName, bytes, moment } from '../format.js';
import { bundles, bundlesProblem, readBundles } from '../state/bundles.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { Empty, Icon, Rows, Wrong } from '../ui/parts.js';
import { choose, chosen, folder, isFree, plans } from './choice.js';
import { sizes } from './sizes.js';

/** @typedef {import('../schemas.js').Bundle} Bundle */

/** The bundles to choose from; with what would be done with each, when there is a folder. */
export function Chooser() {
    const known = useValue(bundles);
    const problem = useValue(bundlesProblem);
    const selected = useValue(chosen);
    const [filter, setFilter] = useState('');
    const now = useNow(30_000);
    const shown = useMemo(
        () =>
            [...(known?.values() ?? [])]
                .filter((bundle) => bundle.bundleName.toLowerCase().includes(filter.trim().toLowerCase()))
                .sort((one, other) => byName(one.bundleName, other.bundleName)),
        [known, filter],
    );
    const free = shown.filter(isFree);
    const closed = shown.filter((bundle) => !isFree(bundle));
    const all = free.length > 0 && free.every(({ bundleName }) => selected.has(bundleName));
    const toggle = () => {
        const next = new Set(chosen.value);
        free.forEach(({ bundleName }) => (all ? next.delete(bundleName) : next.add(bundleName)));
        chosen.value = next;
    };
    return html`<section class="card"><div class="card-head"><h2>${T.backup.choose.title}</h2>
            <input class="input filter" type="search" placeholder=${T.overview.filter} aria-label=${T.overview.filter} value=${filter} onInput=${(/** @type {any} */ event) => setFilter(event.currentTarget.value)} /></div>
        <${Wrong} problem=${problem} again=${readBundles} />
        ${known?.size === 0 && html`<${Empty} icon="bundle" title=${T.overview.noBundles.title}><p>${T.overview.noBundles.hint}</p></${Empty}>`}
        ${known !== undefined && known.size > 0 && shown.length === 0 && html`<p class="soft">${T.overview.nothingFound}</p>`}
        ${free.length > 0 && html`<div class="choose-all"><label class="check"><input type="checkbox" checked=${all} onChange=${toggle} />${filter === '' ? T.backup.choose.all : T.backup.choose.allFound(free.length)}</label>
            <span class="soft" role="status">${T.backup.choose.count(selected.size)}</span></div>
        <${Rows} label=${T.backup.choose.title} items=${free} height=${64} keyOf=${(/** @type {Bundle} */ bundle) => bundle.bundleName}
            row=${(/** @type {Bundle} */ bundle) => html`<${Choice} bundle=${bundle} on=${selected.has(bundle.bundleName)} now=${now} />`} />`}
        ${closed.length > 0 && html`<${Closed} bundles=${closed} />`}</section>`;
}

/** @param {{bundle: Bundle, on: boolean, now: number}} props */
function Choice({ bundle, on, now }) {
    const measured = useValue(sizes).get(bundle.bundleName);
    const plan = useValue(plans).get(bundle.bundleName);
    const size = measured !== undefined && measured.data >= 0 ? measured.data : bundle.spaceOccupied;
    const id = useId();
    return html`<label class="choice"><input type="checkbox" aria-label=${bundle.bundleName} aria-describedby=${id} checked=${on}
            onChange=${(/** @type {any} */ event) => choose(bundle.bundleName, event.currentTarget.checked)} />
        <span class="choice-name">${bundle.bundleName}</span><span class="choice-size soft number">${bytes(size)}</span>
        <span class="choice-text soft small" id=${id}>${on && plan && plan.kind !== 'unknown' && folder.value ? html`<${PlanText} plan=${plan} now=${now} />` : stateOf(bundle, now)}</span></label>`;
}

/** The bundles that cannot be backed up, and why. @param {{bundles: Bundle[]}} props */
function Closed({ bundles }) {
    return html`<details class="more"><summary><${Icon} name="next" />${T.backup.choose.closed(bundles.length)}</summary>
        <ul class="closed">${bundles.map(({ bundleName, problem }) => html`<li key=${bundleName}><strong class="break">${bundleName}</strong><span class="soft small break">${problem ?? T.backup.choose.notAllowed}</span></li>`)}</ul></details>`;
}

/** @param {Bundle} bundle @param {number} now */
function stateOf(bundle, now) {
    const { outcome, endedAt } = bundle.lastBackup ?? {};
    const last = outcome === undefined ? T.backup.choose.never : T.backup.choose.last[outcome](ago(endedAt, now));
    return bundle.fullBackupOnly ? `${last} · ${T.backup.choose.whole}` : last;
}

/** @param {{plan: import('./choice.js').Plan, now: number}} props */
function PlanText({ plan, now }) {
    switch (plan.kind) {
        case 'increment': {
            const time = new Date(plan.newest.begunAt).toISOString();
            return html`<span class="plan" title=${moment(time)}><${Icon} name="changed" />${T.backup.plans.increment(ago(time, now))}</span>`;
        }
        case 'occupied':
        case 'foreign':
            return html`<span class="plan wrong"><${Icon} name="warning" />${T.backup.plans[plan.kind]}</span>`;
        default:
            return html`<span class="plan"><${Icon} name=${plan.kind === 'goOn' ? 'play' : 'added'} />${T.backup.plans[plan.kind]}</span>`;
    }
}
