import { html } from '../../vendor/ui.js';
import { bytes } from '../format.js';
import { link } from '../route.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Badge, Icon, Notice, Wrong } from '../ui/parts.js';
import { putAway, unfinished } from './run.js';
import { GoOn } from './unfinished.js';

/**
 * @typedef {import('./run.js').Item} Item
 * @typedef {'completed' | 'partly' | 'failed' | 'cancelled'} Kind
 */

/** @param {Item} item @returns {Kind} */
function kindOf({ result }) {
    if (result?.outcome === 'completed') {
        return result.failedCount > 0 ? 'partly' : 'completed';
    }
    return result?.outcome === 'cancelled' ? 'cancelled' : 'failed';
}

/** What needs a person comes first. */
const ORDER = /** @type {const} */ (['failed', 'partly', 'cancelled', 'completed']);
/** More than these are shown on demand, unless they need a person. */
const MOST_OPEN = 20;
const LOOKS = {
    completed: { kind: 'good', icon: 'check' },
    partly: { kind: 'warn', icon: 'warning' },
    failed: { kind: 'bad', icon: 'failed' },
    cancelled: { icon: 'cancelled' },
};

/** How the backup went, and what to do now. @param {{current: import('./run.js').Run}} props */
export function Results({ current }) {
    const record = useValue(unfinished);
    const items = [...current.items.values()];
    const counts = { all: items.length, good: 0, partly: 0, failed: 0, cancelled: 0 };
    items.forEach((item) => {
        const kind = kindOf(item);
        counts[kind === 'completed' ? 'good' : kind]++;
    });
    return html`<div class="page-head"><div><p class="soft">${T.backup.title}</p><h1 class="sentence" role="status">${T.backup.result.sentence(counts)}</h1></div>
            <button type="button" class="button" onClick=${putAway}><${Icon} name="backup" />${T.backup.result.another}</button></div>
        ${record && html`<${GoOn} record=${record} />`}
        <div class="columns"><section class="card"><h2>${T.backup.result.list}</h2>${ORDER.map((kind) => html`<${Group} kind=${kind} items=${items.filter((item) => kindOf(item) === kind)} key=${kind} />`)}</section>
        ${counts.good + counts.partly > 0 && html`<section class="card"><h2>${T.backup.result.next}</h2>${
            current.mode === 'folder'
                ? html`<p>${T.backup.result.keep(current.folderName)}</p><p>${T.backup.result.again}</p><p>${T.backup.result.restore}</p>`
                : html`<p>${T.backup.result.keepDownloads}</p>`
        }<p><a href=${link('sessions')}>${T.backup.result.history}</a></p></section>`}</div>`;
}

/** @param {{kind: Kind, items: Item[]}} props */
function Group({ kind, items }) {
    if (items.length === 0) {
        return null;
    }
    const list = html`<ul class="results">${items.map((item) => html`<${Row} item=${item} key=${item.bundleName} />`)}</ul>`;
    return items.length <= MOST_OPEN || kind === 'failed' || kind === 'partly'
        ? list
        : html`<details class="more"><summary><${Icon} name="next" />${T.backup.result.states[kind]}: ${T.common.bundles(items.length)}</summary>${list}</details>`;
}

/** @param {{item: Item}} props */
function Row({ item }) {
    const { bundleName, result, problem, sessionId, type, lost } = item;
    const kind = kindOf(item);
    const failed = result?.failed ?? [];
    return html`<li><div class="lane-head"><span class="choice-name">${bundleName}</span><${Badge} ...${LOOKS[kind]}>${T.backup.result.states[kind]}</${Badge}></div>
        ${result?.outcome === 'completed' && html`<p class="soft number">${T.backup.result[type === 'incrementalBackup' ? 'added' : 'complete'](T.common.files(result.files), bytes(result.bytes))}</p>`}
        ${kind === 'cancelled' && html`<p class="soft">${sessionId === undefined ? T.backup.result.notBegun : T.backup.result.cancelled}</p>`}
        ${problem && html`<${Wrong} problem=${problem} /><p class="soft">${T.backup.result.givenUp}</p>`}
        ${lost !== undefined && lost > 0 && html`<p>${T.backup.result.lost(lost)}</p>`}
        ${kind === 'failed' && !problem && html`<${Notice} kind="bad"><span>${result?.message ?? T.backup.result.failed} ${result?.code !== undefined && html`<span class="small">${T.common.code(result.code)}</span>`}</span></${Notice}>`}
        ${kind === 'partly' && html`<p>${T.backup.result.lacks(result?.failedCount ?? 0)}</p>`}
        ${failed.length > 0 && html`<ul class="failures small">${failed.slice(0, 20).map(({ path, message, code }) => html`<li class="break">${message} ${code !== 0 && html`<span class="soft">${T.common.code(code)}</span>`}<span class="soft failure-path">${path}</span></li>`)}</ul>`}
        ${sessionId && (failed.length > 0 || kind === 'failed') && html`<p class="small"><a href=${link('sessions', sessionId)}>${T.backup.result.report}</a></p>`}</li>`;
}
