import { html, signal } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';
import { ago, bytes, duration } from '../format.js';
import { link } from '../route.js';
import { readRun, runs } from '../state/runs.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { OUTCOMES } from '../ui/lane.js';
import { say } from '../ui/messages.js';
import { Badge, Confirm, Icon, Progress } from '../ui/parts.js';

/** @typedef {import('../schemas.js').VaultRun} VaultRun @typedef {keyof typeof T.runs.states} State @typedef {keyof typeof T.runs.phases} Phase */

/** What a run does now, or how it ended, in words. @param {VaultRun} run */
function standing({ kind, state, phase, outcome }) {
    if (outcome !== undefined) {
        return T.runs.outcomes[outcome];
    }
    if (state !== 'running') {
        return T.runs.states[/** @type {State} */ (state)];
    }
    return kind === 'prune' ? T.runs.pruning : phase === undefined ? T.runs.begins : T.runs.phases[phase];
}

/** @param {{run: VaultRun}} props */
export function RunState({ run }) {
    const look = run.outcome === 'skipped' ? { icon: 'cancelled' } : OUTCOMES[run.outcome ?? run.state];
    return html`<${Badge} ...${look}>${standing(run)}</${Badge}>`;
}

/** The run that may be cancelled; one dialog serves all pages and stays when the lane moves. */
const asked = signal(/** @type {string | undefined} */ (undefined));

/** @param {{run: VaultRun}} props */
export function CancelButton({ run }) {
    const text = T.runs.cancel.of(run.bundleName);
    return run.state === 'ended'
        ? null
        : html`<button type="button" class="button plain small steer" title=${T.runs.cancel.button} aria-label=${text} onClick=${() => {
              asked.value = run.runId;
          }}><${Icon} name="close" /></button>`;
}

/** The question before a run is cancelled; it stands in the frame. */
export function Cancelling() {
    const id = useValue(asked);
    const run = useValue(runs)?.get(id ?? '');
    const close = () => {
        asked.value = undefined;
    };
    if (id === undefined || run === undefined) {
        return null;
    }
    const path = `runs/${id}/cancel`;
    const cancel = async () => {
        try {
            await call(path, { method: 'POST' });
            say('good', T.runs.cancel.done(run.bundleName));
        } catch (problem) {
            if (!(problem instanceof Problem && problem.kind === 'run-ended')) {
                throw problem;
            }
            say('good', T.runs.cancel.ended);
        }
        await readRun(id);
    };
    const prune = run.kind === 'prune';
    return html`<${Confirm} title=${T.runs.cancel.title(run.bundleName, prune)} action=${T.runs.cancel.button} keep=${T.runs.cancel.keep} run=${cancel} close=${close} calls=${[[path, { method: 'POST' }]]}>
        <p>${run.state === 'queued' ? T.runs.cancel.queued : T.runs.cancel[prune ? 'prune' : 'backup']}</p></${Confirm}>`;
}

/** The lane of a run: what it does, how far, how fast, how long still. @param {{run: VaultRun, linked?: boolean, name?: string}} props `linked`: the name leads to the run; `name`: instead of the bundle's */
export function RunLane({ run, linked = true, name = run.bundleName }) {
    const now = useNow(5_000);
    const running = run.state === 'running';
    const facts = [
        run.retryAt !== undefined && run.state === 'queued' && T.runs.retry(ago(run.retryAt, now)),
        running && run.kind === 'backup' && run.bytesTotal !== undefined && T.common.of(bytes(run.bytesDone), bytes(run.bytesTotal)),
        running && run.rate !== undefined && run.rate > 0 && T.common.rate(bytes(run.rate)),
        running && run.etaSeconds !== undefined && run.etaSeconds > 0 && T.common.left(duration(run.etaSeconds)),
        run.attempt > 1 && T.runs.attempt(run.attempt),
        run.kind === 'backup' && run.bytesStored > 0 && T.runs.stored(bytes(run.bytesStored)),
    ].filter(Boolean);
    return html`<div class="lane">
        <div class="lane-head">${linked ? html`<a href=${link('runs', run.runId)}>${name}</a>` : html`<span class="bundle-name">${name}</span>`}<span class="lane-end"><${RunState} run=${run} /><${CancelButton} run=${run} /></span></div>
        ${running && html`<${Progress} label=${run.bundleName} value=${run.bytesTotal === undefined ? undefined : run.bytesDone} total=${run.bytesTotal} />`}
        <div class="lane-facts soft small number"><span class="lane-type">${T.runs.into(run.kind, run.vault)}</span>${run.err && html`<span class="lane-err" title=${run.err.message}>${T.runs.failure(run.err.message, run.err.code)}</span>`}${facts.map((fact) => html`<span>${fact}</span>`)}</div>
    </div>`;
}
