import { html, useState } from '../../vendor/ui.js';
import { call } from '../api.js';
import { ago, duration, moment, number } from '../format.js';
import { go, link } from '../route.js';
import { may } from '../state/login.js';
import { readVaults } from '../state/vaults.js';
import { T } from '../texts.js';
import { useNow } from '../ui/hooks.js';
import { say } from '../ui/messages.js';
import { Badge, Confirm, Curl, Icon, Notice, Wrong } from '../ui/parts.js';
import { describe } from './cron.js';
import { Matching } from './form.js';
import { draftOf, RulesEditor, rulesOf } from './rules.js';
import { Simulator } from './simulator.js';
import { NextTimes } from './times.js';

/** @typedef {import('../schemas.js').Schedule} Schedule */

/** The body that leaves a schedule as it is, but for some members. @param {Schedule} schedule @param {Partial<Schedule>} change */
function bodyOf({ vault, bundles, cron, timeZone, jitter, missed, retention, priority, timeout, retries, paused }, change) {
    return { vault, bundles, cron, timeZone, jitter, missed, retention, priority, timeout, retries, paused, ...change };
}

/** @param {{schedule: Schedule}} props */
export function ScheduleState({ schedule }) {
    return html`${schedule.problem !== undefined && html`<${Badge} kind="warn" icon="warning">${T.schedules.problem}</${Badge}>`}
        ${schedule.paused ? html`<${Badge} icon="pause">${T.schedules.paused}</${Badge}>` : schedule.problem === undefined && html`<${Badge} kind="good" icon="check">${T.schedules.active}</${Badge}>`}
        ${schedule.declared && html`<${Badge} icon="folder">${T.schedules.declared}</${Badge}>`}`;
}

/** One schedule: when it runs, what it keeps, and what other rules would keep. @param {{schedule: Schedule}} props */
export function ScheduleView({ schedule }) {
    const now = useNow(30_000);
    const turn = `${schedule.cron}/${schedule.timeZone}/${schedule.jitter}/${schedule.nextRunAt}`;
    return html`<div class="page-head"><div><p class="soft"><a href=${link('schedules')}>${T.schedules.title}</a></p><h1>${schedule.name}</h1><p class="row"><${ScheduleState} schedule=${schedule} /></p></div><${Actions} schedule=${schedule} /></div>
        ${schedule.declared && html`<${Notice}>${T.schedules.declaredHint}</${Notice}>`}${!schedule.declared && !may('vault-admin') && html`<${Notice}>${T.vault.noAdmin}</${Notice}>`}
        ${schedule.problem !== undefined && html`<${Notice} kind="warn" title=${T.schedules.problem}>${schedule.problem}</${Notice}>`}
        <div class="columns"><div class="stack"><section class="card"><div class="card-head"><h2>${T.schedules.times}</h2>${schedule.paused && html`<span class="soft small">${T.schedules.ifNotPaused}</span>`}</div>
                <p class="said-words">${describe(schedule.cron) ?? html`<code>${schedule.cron}</code>`}</p><${NextTimes} name=${schedule.name} zone=${schedule.timeZone} turn=${turn} now=${now} /></section>
            <${Rules} key=${JSON.stringify(schedule.retention)} schedule=${schedule} /></div><${Facts} schedule=${schedule} now=${now} /></div>`;
}

/** @param {{schedule: Schedule}} props */
function Actions({ schedule }) {
    const [removing, setRemoving] = useState(false);
    const [busy, setBusy] = useState(false);
    if (schedule.declared || !may('vault-admin')) {
        return null;
    }
    const path = `schedules/${schedule.name}`;
    const texts = T.schedules.removeDialog;
    const pause = async () => {
        setBusy(true);
        try {
            await call(path, { method: 'PUT', json: bodyOf(schedule, { paused: !schedule.paused }) });
            say('good', schedule.paused ? T.schedules.goOnDone : T.schedules.pauseDone);
            await readVaults();
        } catch (problem) {
            say('bad', /** @type {Error} */ (problem).message);
        }
        setBusy(false);
    };
    const remove = async () => {
        await call(path, { method: 'DELETE' });
        say('good', texts.done(schedule.name));
        go('schedules');
        await readVaults();
    };
    return html`<div class="row"><a class="button main" href=${link('schedules', schedule.name, { edit: '1' })}>${T.schedules.edit}</a>
        <button type="button" class="button" disabled=${busy} onClick=${pause}><${Icon} name=${schedule.paused ? 'play' : 'pause'} />${schedule.paused ? T.schedules.goOn : T.schedules.pause}</button>
        <button type="button" class="button danger" onClick=${() => setRemoving(true)}><${Icon} name="delete" />${T.schedules.remove}</button></div>
        ${removing && html`<${Confirm} title=${texts.title(schedule.name)} action=${texts.action} keep=${texts.keep} run=${remove} close=${() => setRemoving(false)} calls=${[[path, { method: 'DELETE' }]]}><p>${texts.hint}</p>${!schedule.paused && html`<p>${texts.pause}</p>`}</${Confirm}>`}`;
}

/** The rules, which can be tried, and saved by those who may. @param {{schedule: Schedule}} props */
function Rules({ schedule }) {
    const [draft, setDraft] = useState(() => draftOf(schedule.retention));
    const [state, set] = useState(/** @type {{busy?: boolean, problem?: Error}} */ ({}));
    const rules = rulesOf(draft);
    const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(schedule.retention));
    const allowed = !schedule.declared && may('vault-admin');
    const path = `schedules/${schedule.name}`;
    const json = bodyOf(schedule, { retention: rules });
    const save = async () => {
        set({ busy: true });
        try {
            await call(path, { method: 'PUT', json });
            say('good', `${T.schedules.form.saved(schedule.name)} ${T.schedules.form.stale}`);
            await readVaults();
        } catch (failure) {
            set({ problem: /** @type {Error} */ (failure) });
        }
    };
    return html`<section class="card"><h2>${T.schedules.form.retention}</h2><${RulesEditor} draft=${draft} set=${setDraft} />
        ${changed && html`<div class="row">${allowed && html`<button type="button" class="button main" disabled=${state.busy || rules === undefined} onClick=${save}>${T.schedules.useRules}</button>`}
            <button type="button" class="button" onClick=${() => setDraft(draftOf(schedule.retention))}>${T.schedules.resetRules}</button></div>`}<${Wrong} problem=${state.problem} />
        <${Simulator} vault=${schedule.vault} patterns=${schedule.bundles} rules=${rules} />${changed && allowed && html`<${Curl} calls=${[[path, { method: 'PUT', json }]]} />`}</section>`;
}

/** @param {{schedule: Schedule, now: number}} props */
function Facts({ schedule, now }) {
    const facts = T.schedules.facts;
    const rows = /** @type {[string, any, string?][]} */ ([
        [facts.when, html`<code>${schedule.cron}</code>`],
        [facts.zone, schedule.timeZone],
        [facts.vault, html`<a href=${link('vaults', schedule.vault)}>${schedule.vault}</a>`],
        [facts.jitter, schedule.jitter === 'PT0S' ? T.schedules.noJitter : T.bundle.period(schedule.jitter)],
        [facts.missed, T.schedules.missed[/** @type {'run'} */ (schedule.missed)] ?? schedule.missed],
        [facts.retries, number(schedule.retries)],
        [facts.timeout, duration(schedule.timeout / 1000)],
        schedule.priority !== 0 && [facts.priority, number(schedule.priority)],
        [T.schedules.nextRun, schedule.nextRunAt === undefined ? '–' : ago(schedule.nextRunAt, now), moment(schedule.nextRunAt)],
    ].filter(Boolean));
    return html`<section class="card"><h2>${T.runs.facts.title}</h2><dl class="facts">${rows.map(([name, value, title]) => html`<dt>${name}</dt><dd class="break" title=${title}>${value}</dd>`)}</dl>
        <div class="stack-small"><h3>${facts.bundles}</h3><p class="break"><code>${schedule.bundles.join(' ')}</code></p><${Matching} patterns=${schedule.bundles} /></div>
        ${schedule.lastRunId !== undefined && html`<p><a href=${link('runs', schedule.lastRunId)}>${T.schedules.lastRun}</a></p>`}<${Curl} calls=${[[`schedules/${schedule.name}`], [`schedules/${schedule.name}/next`, { query: { count: 5 } }], ...(schedule.declared ? [] : [[`schedules/${schedule.name}`, { method: 'PUT', json: bodyOf(schedule, { paused: !schedule.paused }) }]])]} /></section>`;
}
