import { html, useId, useState } from '../../vendor/ui.js';
import { clock, number } from '../format.js';
import { T } from '../texts.js';
import { Badge, Curl, Field, Icon, Notice, Rows, Wrong } from '../ui/parts.js';
import { KINDS } from './changes.js';
import { checkAgain, confirm } from './drive.js';
import { readablePath } from '../paths.js';
import { useReport } from './read-report.js';
import { pathOf } from './state.js';
import { Tree } from './tree.js';

/** @typedef {import('./memory.js').Task} Task @typedef {import('./state.js').Progress} State */

/** What a restore would change, and the confirmation. @param {{task: Task, state: State}} props */
export function Review({ task, state }) {
    const report = state.report;
    const reading = useReport(`${pathOf(task)}/report`, report?.finishedAt);
    const counts = { added: report?.added ?? 0, changed: report?.changed ?? 0, removed: report?.removed ?? 0 };
    const total = counts.added + counts.changed + counts.removed;
    return html`<p class="restore-sentence" role="status">${T.restore.review.sentence(counts, task.target)}</p>
        <div class="row soft small"><span>${T.restore.review.checked(clock(report?.finishedAt ?? ''))}</span><button type="button" class="button plain" onClick=${() => checkAgain(task)}>${T.restore.review.again}</button></div>
        <${Wrong} problem=${reading.problem} again=${() => checkAgain(task)} />
        <${Failed} failed=${reading.failed} />
        ${total > 0 && html`<${Changes} counts=${counts} total=${total} reading=${reading} /><${Confirm} task=${task} />`}`;
}

/** Files that cannot be restored, and remarks. @param {{failed: import('../schemas.js').FailedFile[]}} props */
export function Failed({ failed }) {
    if (failed.length === 0) {
        return null;
    }
    return html`<${Notice} kind="warn" title=${T.restore.review.failed(failed.length)}>
        <${Rows} label=${T.restore.review.failed(failed.length)} items=${failed} height=${44} keyOf=${(/** @type {any} */ each) => `${each.path}/${each.message}`}
            row=${(/** @type {any} */ each) => html`<span class="restore-failed small"><code>${readablePath(each)}</code> ${each.message} ${T.common.code(each.code)}</span>`} /></${Notice}>`;
}

const LOOKS = /** @type {const} */ ({ added: 'good', changed: 'busy', removed: 'bad' });

/** @param {{counts: Record<import('./changes.js').Kind, number>, total: number, reading: import('./read-report.js').Reading}} props */
function Changes({ counts, total, reading }) {
    const [hidden, setHidden] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
    const id = useId();
    const turn = (/** @type {string} */ kind) => {
        const next = new Set(hidden);
        setHidden(next.delete(kind) ? next : next.add(kind));
    };
    const kinds = new Set(KINDS.filter((kind) => !hidden.has(kind)));
    return html`<div class="card-head"><h3 id=${id}>${T.restore.review.tree}</h3>
            <fieldset class="row kinds"><legend class="unseen">${T.restore.review.show}</legend>${KINDS.filter((kind) => counts[kind] > 0).map((kind) => html`<label class="check"><input type="checkbox" checked=${!hidden.has(kind)} onChange=${() => turn(kind)} />
                <${Badge} kind=${LOOKS[kind]} icon=${kind}>${T.restore.review.kinds[kind]} ${number(counts[kind])}</${Badge}></label>`)}</fieldset></div>
        ${!reading.done && reading.problem === undefined && html`<p class="soft small number" role="status">${T.restore.review.reading(number(reading.read), number(total))}</p>`}
        <${TreeOrNothing} reading=${reading} total=${total} kinds=${kinds} /><p class="soft small">${T.restore.review.keys}</p>`;
}

/** @param {{reading: import('./read-report.js').Reading, total: number, kinds: ReadonlySet<import('./changes.js').Kind>}} props */
function TreeOrNothing({ reading, total, kinds }) {
    return kinds.size === 0
        ? html`<p class="soft">${T.restore.review.nothing}</p>`
        : html`<${Tree} root=${reading.tree.root} read=${reading.read} total=${total} kinds=${kinds} label=${T.restore.review.tree} />`;
}

/** The name has to be typed: nobody restores by a click on the wrong button. @param {{task: Task}} props */
function Confirm({ task }) {
    const [name, setName] = useState('');
    const [wrong, setWrong] = useState(false);
    const submit = (/** @type {Event} */ event) => {
        event.preventDefault();
        if (name.trim() === task.target) {
            confirm(task);
        } else {
            setWrong(true);
        }
    };
    return html`<form class="restore-confirm" onSubmit=${submit} noValidate>
        <${Field} label=${T.restore.review.confirm} hint=${T.restore.review.confirmHint(task.target)} wrong=${wrong ? T.restore.review.confirmWrong(task.target) : undefined}>${(/** @type {object} */ ids) => html`<input class="input" value=${name} autocomplete="off" spellcheck=${false} autocapitalize="off" ...${ids}
            onInput=${(/** @type {any} */ event) => {
                setName(event.currentTarget.value);
                setWrong(false);
            }} />`}</${Field}>
        <div class="row"><button class="button main"><${Icon} name="restore" />${T.restore.review.button}</button></div>
        <${Curl} calls=${[[`${pathOf(task)}/report`, { query: { limit: 1000 } }], [`${pathOf(task)}/publish`, { method: 'POST', json: {} }]]} /></form>`;
}
