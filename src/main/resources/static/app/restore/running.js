import { html, useState } from '../../vendor/ui.js';
import { bytes, clock, duration, moment } from '../format.js';
import { readable } from '../paths.js';
import { go } from '../route.js';
import { browseLink } from '../snapshot/snapshots.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { Lane } from '../ui/lane.js';
import { say } from '../ui/messages.js';
import { Badge, Confirm, Icon, Notice, Progress, Wrong } from '../ui/parts.js';
import { tryAgain } from './drive.js';
import { GiveFolder } from './folder.js';
import { trouble } from './patient.js';
import { Result } from './result.js';
import { Review } from './review.js';
import { giveAgain, leave, reopen } from './run.js';
import { progress, run, session } from './state.js';
import { BadFile } from './upload.js';

/** @typedef {import('./memory.js').Task} Task @typedef {import('./state.js').Progress} State */

/** A restore that was begun: a card a bundle. */
export function Running() {
    const restore = /** @type {import('./memory.js').Run} */ (useValue(run));
    const states = useValue(progress);
    const seen = useValue(session);
    const late = useValue(trouble);
    const [asks, setAsks] = useState(false);
    const steps = restore.tasks.map(({ bundleName }) => states.get(bundleName)?.step);
    const over = steps.every((step) => step === 'ended');
    const snapshot = restore.tasks.some((task) => task.snapshot);
    const waits = steps.some((step) => step === 'review' || step === 'folder' || step === 'sending');
    return html`${late && html`<${Notice} kind="warn" title=${late.message}>${T.restore.run.trouble}</${Notice}>`}
        ${waits && seen && html`<${Notice}>${T.restore.run[snapshot ? 'waitsSnapshot' : 'waits'](clock(seen.expiresAt))}</${Notice}>`}
        ${steps.includes('folder') && html`<${Again} name=${restore.folder} kept=${restore.handle !== undefined} tasks=${restore.tasks} />`}
        ${restore.tasks.map((task) => html`<${TaskCard} key=${task.bundleName} task=${task} state=${states.get(task.bundleName)} />`)}
        <div class="row">${over ? html`<button type="button" class="button main" onClick=${() => end(snapshot)}>${T.restore.run.another}</button>` : html`<button type="button" class="button danger" onClick=${() => setAsks(true)}>${T.restore.run.giveUp}</button>`}</div>
        ${asks && !over && html`<${Confirm} title=${T.restore.run.giveUpTitle} action=${T.restore.run.giveUp} keep=${T.restore.run.goOn} run=${leave} close=${() => setAsks(false)}
            calls=${[[`sessions/${restore.sessionId}`, { method: 'DELETE' }]]}><p>${snapshot ? T.restore.run.giveUpSnapshot : T.restore.run.giveUpText}</p>${restore.tasks.some(({ published }) => published) && html`<p>${T.restore.run.giveUpConfirmed}</p>`}</${Confirm}>`}`;
}

/** @param {boolean} snapshot */
const end = (snapshot) =>
    leave().then(
        () => void (snapshot && go('restore-snapshot')),
        (problem) => say('bad', problem.message),
    );

/** Asks for the folder once more, after a reload. @param {{name: string, kept: boolean, tasks: Task[]}} props */
function Again({ name, kept, tasks }) {
    const [wrong, setWrong] = useState(false);
    const take = (/** @type {import('./source.js').Given | undefined} */ source) => {
        const fits = source !== undefined && tasks.some(({ directory, manifests }) => source.places.get(directory)?.has(`${manifests[0] ?? ''}.manifest`) || manifests.length === 0);
        setWrong(!fits && source !== undefined);
        if (fits) {
            giveAgain(source);
        }
    };
    return html`<section class="card"><p>${T.restore.run.folder(name || T.restore.folder.downloads)}</p>
        <${GiveFolder} given=${take}>${kept && html`<button type="button" class="button main" onClick=${() => reopen().then(take)}>${T.restore.run.reopen(name)}</button>`}</${GiveFolder}>
        ${wrong && html`<${Notice} kind="bad">${T.restore.run.wrongFolder}</${Notice}>`}</section>`;
}

/** @type {Record<import('./state.js').Step, {kind?: 'good' | 'warn' | 'bad' | 'busy', icon: string}>} */
const LOOKS = {
    starting: { kind: 'busy', icon: 'running' },
    sending: { kind: 'busy', icon: 'restore' },
    folder: { kind: 'warn', icon: 'folder' },
    checking: { kind: 'busy', icon: 'search' },
    review: { kind: 'warn', icon: 'clock' },
    applying: { kind: 'busy', icon: 'running' },
    ended: { icon: 'check' },
    stopped: { kind: 'bad', icon: 'failed' },
};

/** @param {{task: Task, state: State | undefined}} props */
function TaskCard({ task, state }) {
    const step = state?.step ?? 'starting';
    const outcome = state?.view?.outcome;
    const look = step !== 'ended' ? LOOKS[step] : outcome === 'completed' ? { kind: 'good', icon: 'check' } : outcome === 'cancelled' ? { icon: 'cancelled' } : { kind: 'bad', icon: 'failed' };
    return html`<section class="card" aria-label=${task.bundleName}><div class="card-head"><h2 class="break">${task.bundleName}${task.target !== task.bundleName && html`<span class="soft"> ${T.restore.run.to(task.target)}</span>`}</h2>
            <span role="status"><${Badge} ...${look}>${step === 'ended' && outcome ? T.common.outcomes[outcome] : T.restore.run.steps[step]}</${Badge}></span></div>
        <p class="soft small restore-facts"><span>${task.snapshot ? html`<a href=${browseLink(task.snapshot)}>${T.snapshot.wizard.of(moment(new Date(task.begunAt).toISOString()))}</a>` : task.begunAt > 0 ? T.restore.bundles.from(moment(new Date(task.begunAt).toISOString())) : T.restore.bundles.tars}</span><span>${T.restore.options.modes[task.mode].title}</span>${state?.view?.deadlineAt && html`<span>${T.restore.run.deadline(clock(state.view.deadlineAt))}</span>`}${task.paths.length > 0 && html`<span class="break">${T.restore.run.only(task.paths.map(readable))}</span>`}</p>
        ${state && html`<${Body} task=${task} state=${state} />`}</section>`;
}

/** @param {{task: Task, state: State}} props */
function Body({ task, state }) {
    const seen = useValue(session);
    switch (state.step) {
        case 'sending':
            return html`<${Sending} name=${task.bundleName} state=${state} />`;
        case 'checking':
            return html`<p class="soft">${state.view?.state === 'queued' ? T.restore.run.queued : T.restore.run.checking}</p><${Progress} label=${T.restore.run.steps.checking} />`;
        case 'review':
            return html`<${Review} task=${task} state=${state} />`;
        case 'applying':
            return html`<p class="soft">${T.restore.run.applying}</p>${seen && state.view && html`<${Lane} session=${seen} bundle=${state.view} />`}`;
        case 'ended':
            return html`<${Result} task=${task} state=${state} />`;
        case 'stopped':
            return html`<${Stopped} task=${task} problem=${state.problem} />`;
        default:
            return html`<${Progress} label=${T.restore.run.steps.starting} />`;
    }
}

/** A rate that is older says nothing. */
const STALE_MILLISECONDS = 10_000;

/** @param {{name: string, state: State}} props */
function Sending({ name, state }) {
    const { sent, total, at } = state;
    const rate = useNow() - at < STALE_MILLISECONDS ? state.rate : 0;
    const facts = [T.common.of(bytes(sent), bytes(total)), rate > 0 && T.common.rate(bytes(rate)), rate > 0 && T.common.left(duration(Math.max(1, (total - sent) / rate)))].filter(Boolean);
    return html`<p class="soft">${T.restore.run.sending}</p><${Progress} label=${name} value=${total === 0 ? undefined : sent} total=${total === 0 ? undefined : total} />
        ${total > 0 && html`<div class="lane-facts soft small number">${facts.map((fact) => html`<span>${fact}</span>`)}</div>`}`;
}

/** @param {{task: Task, problem: Error | undefined}} props */
function Stopped({ task, problem }) {
    if (problem instanceof BadFile) {
        return html`<${Notice} kind="bad">${T.restore.run.badFile[problem.kind](problem.uri)}</${Notice}>
            <div class="row"><button type="button" class="button" onClick=${() => tryAgain(task)}><${Icon} name="running" />${T.common.tryAgain}</button></div>`;
    }
    if (/** @type {any} */ (problem)?.kind === 'no-such-session') {
        return html`<${Notice} kind="bad">${T.restore.run.gone}</${Notice}>`;
    }
    return html`<${Wrong} problem=${problem} again=${() => tryAgain(task)} />`;
}
