import { html, useMemo, useState } from '../../vendor/ui.js';
import { ago, byName, bytes } from '../format.js';
import { link } from '../route.js';
import { bundles, safety, URGENCY } from '../state/bundles.js';
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

/** @param {{counts: ReturnType<typeof import('../state/bundles.js').tally>, now: number}} props */
export function Bundles({ counts, now }) {
    const known = useValue(bundles);
    const [filter, setFilter] = useState('');
    const [kind, setKind] = useState('');
    const shown = useMemo(
        () =>
            [...(known?.values() ?? [])]
                .filter((bundle) => bundle.bundleName.toLowerCase().includes(filter.trim().toLowerCase()))
                .map((bundle) => ({ bundle, state: safety(bundle) }))
                .filter(({ state }) => kind === '' || state === kind || (kind === 'attention' && ATTENTION.includes(state)))
                .sort((one, other) => URGENCY.indexOf(one.state) - URGENCY.indexOf(other.state) || byName(one.bundle.bundleName, other.bundle.bundleName)),
        [known, filter, kind],
    );
    if (known?.size === 0) {
        return html`<section class="card"><${Empty} icon="bundle" title=${T.overview.noBundles.title}><p>${T.overview.noBundles.hint}</p></${Empty}></section>`;
    }
    const attention = ATTENTION.reduce((sum, state) => sum + counts[state], 0);
    const options = [
        ['', T.overview.showAll(known?.size ?? 0)],
        ...(attention > 0 ? [['attention', T.overview.showAttention(attention)]] : []),
        ...URGENCY.filter((state) => counts[state] > 0).map((state) => [state, T.overview.showState(T.overview.safety[state], counts[state])]),
    ];
    return html`<section class="card"><div class="card-head"><h2>${T.overview.bundles}</h2><div class="filters">
            <${Select} bare label=${T.overview.show} value=${kind} options=${options} onChange=${setKind} />
            <input class="input filter" type="search" placeholder=${T.overview.filter} aria-label=${T.overview.filter} value=${filter} onInput=${(/** @type {any} */ event) => setFilter(event.currentTarget.value)} /></div></div>
        ${known !== undefined && shown.length === 0 && html`<p class="soft" role="status">${filter === '' ? T.overview.nothingOfKind : T.overview.nothingFound}</p>`}
        <${Rows} class="bundles" label=${T.overview.bundles} items=${shown} height=${64} keyOf=${(/** @type {any} */ item) => item.bundle.bundleName}
            row=${(/** @type {any} */ item) => html`<${BundleRow} ...${item} now=${now} />`} /></section>`;
}

/** What to know beside the state: why it is what it is. @param {Bundle} bundle @param {Safety} state */
function reason(bundle, state) {
    return state === 'problem'
        ? bundle.problem
        : state === 'partial'
          ? T.overview.missing(bundle.lastBackup?.failedCount ?? 0)
          : bundle.backupEvery && T.overview.every(T.bundle.period(bundle.backupEvery));
}

/** @param {{bundle: Bundle, state: Safety, now: number}} props */
function BundleRow({ bundle, state, now }) {
    const why = reason(bundle, state);
    return html`<a class=${`bundle-row ${bundle.problem === undefined ? '' : 'wide'}`} href=${link('bundles', bundle.bundleName)}>
        <span class="bundle-words"><span class="bundle-name">${bundle.bundleName}</span>${why && html`<span class="soft small bundle-why" title=${why}>${why}</span>`}</span>
        <span class="soft number bundle-size">${bundle.spaceOccupied === undefined ? '' : bytes(bundle.spaceOccupied)}</span>
        <span class="soft bundle-last">${bundle.lastBackup ? ago(bundle.lastBackup.endedAt, now) : ''}</span>
        <${Badge} ...${LOOKS[state]}>${T.overview.safety[state]}</${Badge}></a>`;
}
