import { html, useMemo } from '../../vendor/ui.js';
import { ago, bytes, moment, number } from '../format.js';
import { link } from '../route.js';
import { may } from '../state/login.js';
import { activeRuns } from '../state/runs.js';
import { contents, keeping, matcher, schedules, vaults } from '../state/vaults.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Badge, Wrong } from '../ui/parts.js';
import { RunLane } from './lane.js';
import { RunNow } from './run-now.js';
import { timelineLink } from './tabs.js';
import { Chart, markOf, useSnapshots } from './timeline.js';
import { LINE_LOOKS, stateOf } from './vault.js';

/** @typedef {import('../schemas.js').VaultBundle} VaultBundle */

/** What the vaults keep of a bundle, on the bundle's page. @param {{name: string, now: number}} props */
export function OfBundle({ name, now }) {
    const places = useValue(vaults);
    const lines = useValue(contents);
    const plans = (useValue(schedules) ?? []).filter(({ bundles }) => matcher(bundles)(name));
    if (!may('vault') || places === undefined) {
        return null;
    }
    const texts = T.vault.ofBundle;
    // A vault that has nothing of the bundle is shown if a schedule names it, or if there is no other.
    const shown = places.map((vault) => ({ vault: vault.name, line: lines.get(vault.name)?.find(({ bundleName }) => bundleName === name) })).filter(({ vault, line }) => line || places.length === 1 || plans.some((plan) => plan.vault === vault));
    return html`<section class="card"><h2>${texts.title}</h2>${shown.map((entry) => html`<${InVault} key=${entry.vault} ...${entry} name=${name} now=${now} many=${shown.length > 1} />`)}
        ${plans.length === 0 ? html`<p class="soft small">${texts.outside}</p>` : html`<p class="small"><span class="soft">${texts.schedules}: </span>${plans.map((plan, at) => html`${at > 0 && ', '}<a href=${link('schedules', plan.name)}>${plan.name}</a>`)}</p>`}</section>`;
}

/** @param {{vault: string, line: VaultBundle | undefined, name: string, now: number, many: boolean}} props */
function InVault({ vault, line, name, now, many }) {
    const texts = T.vault.ofBundle;
    const kept = useValue(keeping).get(name);
    const run = useValue(activeRuns).find((active) => active.vault === vault && active.bundleName === name);
    const state = line && stateOf(vault, line, kept);
    return html`<div class="stack-small">${(many || state) && html`<div class="row">${many && html`<strong>${vault}</strong>`}${state && html`<${Badge} ...${LINE_LOOKS[state]}>${T.vault.states[state]}</${Badge}>`}</div>`}
        ${run && html`<${RunLane} run=${run} name=${T.runs.kinds[run.kind]} />`}
        ${line === undefined || line.snapshots === 0 ? html`<p class="soft">${texts.none}</p>` : html`<dl class="facts">
            <dt>${texts.newest}</dt><dd title=${moment(line.newestComplete)}>${ago(line.newestComplete, now)}</dd><dt>${texts.count}</dt><dd class="number">${number(line.snapshots)}</dd>
            <dt>${texts.next}</dt><dd title=${moment(line.nextRunAt)}>${ago(line.nextRunAt, now)}</dd><dt>${texts.stored}</dt><dd class="number">${bytes(line.storedBytes)}</dd></dl>`}
        <div class="row">${line !== undefined && line.snapshots > 0 && html`<a class="button" href=${timelineLink(vault, name)}>${texts.timeline}</a>`}<${RunNow} vault=${vault} bundle=${name} plain /></div></div>`;
}

/** The snapshots of a bundle on an axis of time, in the vault that has most of them. @param {{name: string, now: number}} props */
export function Snapshots({ name, now }) {
    const found = [...useValue(contents)].flatMap(([vault, lines]) => lines.filter(({ bundleName, snapshots }) => bundleName === name && snapshots > 0).map((line) => ({ vault, line })));
    const [most] = found.sort((one, other) => other.line.snapshots - one.line.snapshots);
    return most === undefined ? null : html`<${ChartOf} key=${most.vault} vault=${most.vault} name=${name} turn=${`${most.line.newest}/${most.line.snapshots}`} now=${now} />`;
}

/** @param {{vault: string, name: string, turn: string, now: number}} props */
function ChartOf({ vault, name, turn, now }) {
    const { value, problem, again } = useSnapshots(vault, name, turn);
    const marks = useMemo(() => (value ?? []).map(markOf), [value]);
    return html`<${Wrong} problem=${problem} again=${again} />${marks.length > 0 && html`<${Chart} marks=${marks} now=${now} open=${(/** @type {string} */ snapshot) => (location.hash = timelineLink(vault, name, { snapshot }))} />`}`;
}

/** Where a bundle that the service no longer has is found. @param {{name: string}} props */
export function StillKept({ name }) {
    const found = [...useValue(contents)].filter(([, lines]) => lines.some(({ bundleName, snapshots }) => bundleName === name && snapshots > 0));
    return html`${found.map(([vault]) => html`<p key=${vault}>${T.vault.ofBundle.gone} <a href=${timelineLink(vault, name)}>${T.vault.ofBundle.toSnapshots}</a></p>`)}`;
}
