import { html, useState } from '../../vendor/ui.js';
import { call } from '../api.js';
import { bytes } from '../format.js';
import { go } from '../route.js';
import { wish } from '../snapshot/wish.js';
import { T } from '../texts.js';
import { useCall } from '../ui/hooks.js';
import { say } from '../ui/messages.js';
import { Curl, Icon, Notice, Wrong } from '../ui/parts.js';
import { readablePath } from '../paths.js';
import { useReport } from './read-report.js';
import { Failed } from './review.js';
import { leave } from './run.js';
import { keepTask, pathOf, run, session } from './state.js';

/** @typedef {import('./memory.js').Task} Task @typedef {import('./state.js').Progress} State */

/** How the restore of a bundle ended, in words. @param {{task: Task, state: State}} props */
export function Result({ task, state: { view, report } }) {
    const reading = useReport(`${pathOf(task)}/report`, report?.finishedAt);
    if (view?.outcome === 'completed') {
        return html`<${Notice} kind="good"><strong>${T.restore.result.completed(task.target, T.common.files(report?.files ?? 0), bytes(report?.bytes))}</strong></${Notice}>
            <${Failed} failed=${reading.failed} /><${Undo} task=${task} />`;
    }
    const err = view?.err;
    const r = T.restore.result;
    const notDurable = err?.message.includes(r.inPlace);
    const expired = session.value?.state === 'expired' && view?.outcome === 'cancelled';
    const sentence = expired ? r.expired : notDurable ? r.notDurable(task.target) : r[view?.outcome === 'cancelled' || view?.outcome === 'rejected' ? view.outcome : 'failed'](task.target);
    return html`<${Notice} kind=${view?.outcome === 'cancelled' ? 'info' : 'bad'}><strong>${sentence}</strong>
            ${err && html`<span>${err.message} ${T.common.code(err.code)}</span><span class="small">${r.where(err.path && readablePath({ path: err.path, encodeFlag: err.encodeFlag }), err.uri)}</span>`}</${Notice}>
        <${Failed} failed=${reading.failed} />
        ${err?.code === 13900020 && task.mode !== 'salvage' && html`<div class="row"><button type="button" class="button" onClick=${() => salvage(task)}>${T.restore.run.salvage}</button></div>`}`;
}

/** @param {Task} task */
async function salvage(task) {
    try {
        await leave();
        if (task.snapshot) {
            wish(task.snapshot, { paths: task.paths, all: task.paths.length === 0, target: task.target, mode: 'salvage', allowDowngrade: task.allowDowngrade });
            go('restore-snapshot', undefined, task.snapshot);
        } else {
            go('restore', undefined, { bundle: task.bundleName, salvage: '1' });
        }
    } catch (problem) {
        say('bad', /** @type {Error} */ (problem).message);
    }
}

/** Brings the earlier data back, and the restored data again. @param {{task: Task}} props */
function Undo({ task }) {
    const path = `bundles/${encodeURIComponent(task.target)}/previous`;
    const { value, problem, again } = useCall((signal) => /** @type {Promise<import('../schemas.js').Schemas['PreviousStateList']>} */ (call(path, { signal })), [path]);
    const [busy, setBusy] = useState(false);
    const kept = value?.previous.find(({ sessionId }) => sessionId === run.value?.sessionId);
    if (value === undefined || problem) {
        return html`<${Wrong} problem=${problem} again=${again} />`;
    }
    if (kept === undefined) {
        return html`<p class="soft small">${T.restore.result.noUndo}</p>`;
    }
    const exchange = async () => {
        setBusy(true);
        try {
            await call(`${path}/${kept.id}/restore`, { method: 'POST' });
            const undone = !task.undone;
            await keepTask(task, { undone });
            say('good', undone ? T.restore.result.undone(task.target) : T.restore.result.redone(task.target));
            again();
        } catch (failure) {
            say('bad', /** @type {Error} */ (failure).message);
        }
        setBusy(false);
    };
    return html`${task.undone && html`<${Notice}>${T.restore.result.undone(task.target)}</${Notice}>`}
        <div class="row"><button type="button" class="button" disabled=${busy} onClick=${exchange}><${Icon} name="undo" />${task.undone ? T.restore.result.redo : T.restore.result.undo}</button><span class="soft small">${T.restore.result.undoHint}</span></div>
        <${Curl} calls=${[[`${path}/${kept.id}/restore`, { method: 'POST' }]]} />`;
}
