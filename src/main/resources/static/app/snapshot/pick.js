import { html, useMemo, useState } from '../../vendor/ui.js';
import { ago, byName, bytes, moment } from '../format.js';
import { link } from '../route.js';
import { contents, vaults, vaultsProblem, readVaults } from '../state/vaults.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { Badge, Curl, Empty, Field, FilterField, Rows, Select, Wrong } from '../ui/parts.js';
import { restoreLink, useSnapshots } from './snapshots.js';

/** @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot */

/** Chooses a snapshot by the bundle and the time. @param {{query: URLSearchParams}} props */
export function Pick({ query }) {
    const known = useValue(contents);
    const problem = useValue(vaultsProblem);
    const loaded = useValue(vaults) !== undefined;
    const p = T.snapshot.wizard.pick;
    const bundle = query.get('bundle') ?? '';
    const holders = [...known].filter(([, lines]) => lines.some(({ bundleName, snapshots }) => bundleName === bundle && snapshots > 0)).map(([vault]) => vault);
    const vault = query.get('vault') ?? holders[0] ?? '';
    const names = useMemo(() => [...new Set([...known.values()].flatMap((lines) => lines.filter(({ snapshots }) => snapshots > 0).map(({ bundleName }) => bundleName)))].sort(byName), [known]);
    if (!loaded) {
        return problem === undefined ? html`<p class="soft" role="status">${T.common.loading}</p>` : html`<${Wrong} problem=${problem} again=${readVaults} />`;
    }
    if (names.length === 0) {
        return html`<section class="card"><${Empty} icon="vaults" title=${p.nothing}><p>${p.nothingHint}</p><a class="button" href=${link('vaults')}>${p.toVaults}</a></${Empty}></section>`;
    }
    const to = (/** @type {Record<string, string>} */ next) => {
        location.hash = link('restore-snapshot', undefined, next);
    };
    return html`<section class="card"><h2>${p.title}</h2>
        <div class="filters"><${FilterField} label=${p.bundle} hint=${p.bundleHint} value=${bundle} words=${names} onChange=${(/** @type {string} */ name) => to(name === '' ? {} : { bundle: name })} />
            ${holders.length > 1 && html`<${Select} label=${p.vault} value=${vault} options=${holders.map((each) => [each, each])} onChange=${(/** @type {string} */ each) => to({ vault: each, bundle })} />`}</div>
        ${bundle === '' ? html`<ul class="bundle-links">${names.slice(0, MOST_NAMES).map((name) => html`<li><a class="button plain" href=${link('restore-snapshot', undefined, { bundle: name })}>${name}</a></li>`)}</ul>` : holders.length === 0 ? html`<p role="status">${p.unknown(bundle)}</p>` : html`<${Found} key=${`${vault}/${bundle}`} vault=${vault} bundle=${bundle} />`}</section>`;
}

/** More names than these are found by typing. */
const MOST_NAMES = 12;

/** @param {{vault: string, bundle: string}} props */
function Found({ vault, bundle }) {
    const [until, setUntil] = useState('');
    const now = useNow(60_000);
    const { value, problem, again } = useSnapshots(vault, bundle);
    const p = T.snapshot.wizard.pick;
    // A minute is meant with all its seconds.
    const last = until === '' ? Infinity : Date.parse(until) + 59_999;
    const list = value?.filter(({ takenAt }) => Date.parse(takenAt) <= last);
    return html`<${Field} label=${p.until} hint=${p.untilHint}>${(/** @type {object} */ ids) => html`<input class="input until" type="datetime-local" value=${until} onInput=${(/** @type {any} */ event) => setUntil(event.currentTarget.value)} ...${ids} />`}</${Field}>
        <${Wrong} problem=${problem} again=${again} />
        ${list === undefined ? problem === undefined && html`<p class="soft" role="status">${T.common.loading}</p>` : list.length === 0 ? html`<${Empty} icon="search" title=${until === '' ? p.none : p.noneThen}>${until === '' && html`<p>${p.noneHint}</p>`}</${Empty}>`
            : html`<${Rows} label=${p.list} items=${list} height=${64} keyOf=${(/** @type {VaultSnapshot} */ each) => each.snapshotId} row=${(/** @type {VaultSnapshot} */ each, /** @type {number} */ at) => html`<${Line} snapshot=${each} newest=${at === 0 && until === ''} now=${now} />`} />`}
        <${Curl} calls=${[[`vaults/${vault}/snapshots`, { query: { bundleName: bundle, to: until === '' ? undefined : new Date(last).toISOString() } }]]} />`;
}

/** @param {{snapshot: VaultSnapshot, newest: boolean, now: number}} props */
function Line({ snapshot, newest, now }) {
    const p = T.snapshot.wizard.pick;
    const when = moment(snapshot.takenAt);
    return html`<span class="pick-row"><span class="version-when"><span>${when}</span><span class="soft small">${ago(snapshot.takenAt, now)}<span class="pick-narrow">${[!snapshot.complete && T.common.failedFiles(snapshot.failedCount), snapshot.goneAt && p.deleted].filter(Boolean).map((word) => `, ${word}`)}</span></span></span>
        <span class="row pick-badges">${newest && html`<${Badge} kind="busy">${p.newest}</${Badge}>`}${!snapshot.complete && html`<${Badge} kind="warn" icon="warning">${T.common.failedFiles(snapshot.failedCount)}</${Badge}>`}${snapshot.pinned && html`<${Badge}>${T.snapshot.head.pinned}</${Badge}>`}${snapshot.goneAt && html`<${Badge} kind="warn" icon="removed">${p.deleted}</${Badge}>`}</span>
        <span class="number soft pick-size">${bytes(snapshot.bytes)}</span><a class="button" href=${restoreLink(snapshot)} aria-label=${p.useOf(when)}>${p.use}</a></span>`;
}
