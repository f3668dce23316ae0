import { html, useMemo, useState } from '../../vendor/ui.js';
import { ago, byName, bytes } from '../format.js';
import { link } from '../route.js';
import { bundles, URGENCY } from '../state/bundles.js';
import { keeping, latest, schedules, settled, standing } from '../state/vaults.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Badge, Empty, Rows, Select } from '../ui/parts.js';

/** @typedef {import('../schemas.js').Bundle} Bundle @typedef {import('../state/bundles.js').Safety} Safety */

/** How a state looks. @type {Record<Safety, {kind?: 'good' | 'warn' | 'bad', icon: string}>} */
export const LOOKS = {
    problem: { kind: 'bad', icon: 'warning' },
    failed: { kind: 'bad', icon: 'failed' },
    overdue: { kind: 'warn', icon: 'clock' },
    partial: { kind: 'warn', icon: 'warning' },
    cancelled: { kind: 'warn', icon: 'cancelled' },
    never: { icon: 'cancelled' },
    good: { kind: 'good', icon: 'check' },
    excluded: { icon: 'removed' },
};

/** States that a person should do something about. @type {Safety[]} */
const ATTENTION = ['problem', 'failed', 'overdue', 'partial', 'cancelled'];

/** @param {{now: number}} props */
export function Bundles({ now }) {
    const known = useValue(bundles);
    const kept = useValue(keeping);
    const whole = useValue(settled);
    const [filter, setFilter] = useState('');
    const [kind, setKind] = useState('');
    const all = useMemo(() => [...((whole && known?.values()) || [])].map((bundle) => ({ bundle, kept: kept.get(bundle.bundleName), state: standing(bundle, kept.get(bundle.bundleName)) })), [known, kept, whole]);
    const shown = useMemo(
        () =>
            all
                .filter(({ bundle }) => bundle.bundleName.toLowerCase().includes(filter.trim().toLowerCase()))
                .filter(({ state }) => kind === '' || state === kind || (kind === 'attention' && ATTENTION.includes(state)))
                .sort((one, other) => URGENCY.indexOf(one.state) - URGENCY.indexOf(other.state) || byName(one.bundle.bundleName, other.bundle.bundleName)),
        [all, filter, kind],
    );
    if (known?.size === 0) {
        return html`<section class="card"><${Empty} icon="bundle" title=${T.overview.noBundles.title}><p>${T.overview.noBundles.hint}</p></${Empty}></section>`;
    }
    const count = (/** @type {Safety} */ state) => all.filter((entry) => entry.state === state).length;
    const attention = all.filter(({ state }) => ATTENTION.includes(state)).length;
    const options = [
        ['', T.overview.showAll(known?.size ?? 0)],
        ...(attention > 0 ? [['attention', T.overview.showAttention(attention)]] : []),
        ...URGENCY.filter((state) => count(state) > 0).map((state) => [state, T.overview.showState(T.overview.safety[state], count(state))]),
    ];
    return html`<section class="card"><div class="card-head"><h2>${T.overview.bundles}</h2><div class="filters">
            <${Select} bare label=${T.overview.show} value=${kind} options=${options} onChange=${setKind} />
            <input class="input filter" type="search" placeholder=${T.overview.filter} aria-label=${T.overview.filter} value=${filter} onInput=${(/** @type {any} */ event) => setFilter(event.currentTarget.value)} /></div></div>
        ${known !== undefined && whole && shown.length === 0 && html`<p class="soft" role="status">${filter === '' ? T.overview.nothingOfKind : T.overview.nothingFound}</p>`}
        <${Rows} class="bundles" label=${T.overview.bundles} items=${shown} height=${64} keyOf=${(/** @type {any} */ item) => item.bundle.bundleName}
            row=${(/** @type {any} */ item) => html`<${BundleRow} ...${item} now=${now} />`} /></section>`;
}

/** @typedef {import('../state/vaults.js').Keeping | undefined} Kept */

/** What to know beside the state: why it is what it is. @param {Bundle} bundle @param {Kept} kept @param {Safety} state */
function reason(bundle, kept, state) {
    if (state === 'problem') {
        return bundle.problem;
    }
    if (state === 'failed' && kept?.failed) {
        return T.overview.runFailed(kept.failed.vault, kept.failed.err?.message);
    }
    if (state === 'overdue' && kept?.overdue) {
        return T.overview.runOverdue;
    }
    if (state === 'partial') {
        return T.overview.missing(bundle.lastBackup?.failedCount ?? 0);
    }
    if (state === 'never' && kept !== undefined && (schedules.peek()?.length ?? 0) > 0) {
        return T.overview[kept.planned.length > 0 ? 'runComes' : 'noSchedule'];
    }
    return bundle.backupEvery && T.overview.every(T.bundle.period(bundle.backupEvery));
}

/** @param {{bundle: Bundle, kept: Kept, state: Safety, now: number}} props */
function BundleRow({ bundle, kept, state, now }) {
    const why = reason(bundle, kept, state);
    const last = latest(bundle.lastBackup?.endedAt, kept?.newestComplete);
    return html`<a class=${`bundle-row ${bundle.problem === undefined ? '' : 'wide'}`} href=${link('bundles', bundle.bundleName)}>
        <span class="bundle-words"><span class="bundle-name">${bundle.bundleName}</span>${why && html`<span class="soft small bundle-why" title=${why}>${why}</span>`}</span>
        <span class="soft number bundle-size">${bundle.spaceOccupied === undefined ? '' : bytes(bundle.spaceOccupied)}</span>
        <span class="soft bundle-last">${last === undefined ? '' : ago(last, now)}</span>
        <${Badge} ...${LOOKS[state]}>${T.overview.safety[state]}</${Badge}></a>`;
}
