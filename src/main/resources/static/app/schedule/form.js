import { html, useMemo, useState } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';
import { go, link } from '../route.js';
import { bundles } from '../state/bundles.js';
import { matcher, readVaults, vaults } from '../state/vaults.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { say } from '../ui/messages.js';
import { Curl, Field, Icon, Wrong } from '../ui/parts.js';
import { describe } from './cron.js';
import { draftOf, RulesEditor, rulesOf } from './rules.js';
import { Simulator } from './simulator.js';
import { TriedTimes } from './times.js';

/**
 * A schedule as a person types it; each member as a text.
 *
 * @typedef {import('../schemas.js').Schedule} Schedule
 * @typedef {{name: string, vault: string, bundles: string, cron: string, timeZone: string, jitter: string, missed: string, retries: string, paused: boolean, rules: import('./rules.js').Draft}} Draft
 */

/** @type {Record<string, string>} */
const PRESETS = { nightly: '0 30 2 * * *', hourly: '0 0 * * * *', weekdays: '0 0 20 * * MON-FRI', weekly: '0 0 4 * * SUN', monthly: '0 0 3 1 * *' };
const START = { last: 3, daily: 14, weekly: 8, monthly: 12, yearly: 5 };

/** A jitter in whole minutes, if it can be said so. @param {string} duration */
function minutesOf(duration) {
    const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? [];
    return seconds === '0' ? String(Number(days) * 1440 + Number(hours) * 60 + Number(minutes)) : duration;
}

/** @param {Schedule | undefined} schedule @param {string} vault @returns {Draft} */
function draft(schedule, vault) {
    return schedule === undefined
        ? { name: '', vault, bundles: '*', cron: PRESETS.nightly ?? '', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC', jitter: '0', missed: 'run', retries: '3', paused: false, rules: draftOf(START) }
        : { ...schedule, bundles: schedule.bundles.join(' '), jitter: minutesOf(schedule.jitter), retries: String(schedule.retries), rules: draftOf(schedule.retention) };
}

/** @param {string} text */
const patternsOf = (text) => text.split(/[\s,]+/).filter((word) => word !== '');

/** What is sent, and what is wrong with what was typed, by member. @param {Draft} typed @param {Schedule | undefined} before */
function read(typed, before) {
    const texts = T.schedules.form;
    const retention = rulesOf(typed.rules);
    const jitter = /^\d{1,4}$/.test(typed.jitter.trim()) && Number(typed.jitter) <= 1440 ? `PT${Number(typed.jitter)}M` : typed.jitter === before?.jitter ? typed.jitter : undefined;
    const retries = /^\d{1,2}$/.test(typed.retries.trim()) && Number(typed.retries) <= 10 ? Number(typed.retries) : undefined;
    const patterns = patternsOf(typed.bundles);
    /** @type {Record<string, string | undefined>} */
    const wrong = {
        name: typed.name.trim() === '' ? texts.required : undefined,
        bundles: patterns.length === 0 ? texts.required : undefined,
        cron: typed.cron.trim() === '' ? texts.required : undefined,
        timeZone: typed.timeZone.trim() === '' ? texts.required : undefined,
        jitter: jitter === undefined ? texts.jitterWrong : undefined,
        retries: retries === undefined ? texts.retriesWrong : undefined,
        retention: retention === undefined ? texts.wholeNumber : undefined,
    };
    const json = { name: typed.name.trim(), vault: typed.vault, bundles: patterns, cron: typed.cron.trim(), timeZone: typed.timeZone.trim(), jitter, missed: typed.missed, retention, priority: before?.priority, timeout: before?.timeout, retries, paused: typed.paused };
    return { json, retention, patterns, wrong };
}

/** What the service says of members, by their names. @param {Error | undefined} problem @returns {Record<string, string>} */
function refused(problem) {
    return problem instanceof Problem ? Object.fromEntries(problem.errors.map(({ pointer = '', detail }) => [pointer.split('/')[1] ?? '', `${detail[0]?.toUpperCase()}${detail.slice(1)}.`])) : {};
}

/** Makes a schedule, or changes one. @param {{schedule?: Schedule}} props */
export function ScheduleForm({ schedule }) {
    const texts = T.schedules.form;
    const places = useValue(vaults) ?? [];
    const now = useNow(30_000);
    const [typed, setTyped] = useState(() => draft(schedule, places[0]?.name ?? 'main'));
    const [checked, setChecked] = useState(false);
    const [state, set] = useState(/** @type {{busy?: boolean, problem?: Error}} */ ({}));
    const [tried, setTried] = useState(/** @type {Error | undefined} */ (undefined));
    const { json, retention, patterns, wrong } = read(typed, schedule);
    const said = { ...refused(tried), ...refused(state.problem) };
    const fault = (/** @type {string} */ member) => (checked ? wrong[member] : undefined) ?? said[member];
    const change = (/** @type {Partial<Draft>} */ part) => {
        setTyped((last) => ({ ...last, ...part }));
        set({});
    };
    const path = schedule === undefined ? 'schedules' : `schedules/${schedule.name}`;
    /** @type {import('../api.js').Call} */
    const options = { method: schedule === undefined ? 'POST' : 'PUT', json };
    const submit = async (/** @type {Event} */ event) => {
        event.preventDefault();
        setChecked(true);
        if (Object.values(wrong).some((text) => text !== undefined)) {
            return;
        }
        set({ busy: true });
        try {
            await call(path, options);
            say('good', schedule === undefined ? texts.made(json.name) : `${texts.saved(json.name)} ${texts.stale}`);
            await readVaults();
            go('schedules', json.name);
        } catch (failure) {
            set({ problem: /** @type {Error} */ (failure) });
        }
    };
    const unplaced = state.problem !== undefined && (Object.keys(refused(state.problem)).length === 0 || !(state.problem instanceof Problem)) ? state.problem : undefined;
    const failed = Object.values(wrong).some((text) => text !== undefined) && checked;
    return html`<div class="page-head"><div><p class="soft"><a href=${link('schedules')}>${T.schedules.title}</a></p><h1>${schedule === undefined ? texts.newTitle : texts.changeTitle(schedule.name)}</h1></div></div>
        <form class="stack schedule-form" onSubmit=${submit} noValidate>
            <section class="card"><${What} typed=${typed} change=${change} fault=${fault} fixed=${schedule !== undefined} patterns=${patterns} /></section>
            <section class="card"><${When} typed=${typed} change=${change} fault=${fault} tried=${setTried} now=${now} /><${More} typed=${typed} change=${change} fault=${fault} /></section>
            <section class="card"><h2>${texts.retention}</h2><${RulesEditor} draft=${typed.rules} set=${(/** @type {any} */ rules) => change({ rules })} />
                ${fault('retention') && html`<p class="wrong" role="alert">${fault('retention')}</p>`}<${Simulator} vault=${typed.vault} patterns=${patterns} rules=${retention} /></section>
            <${Wrong} problem=${unplaced} /><div role="status">${(failed || Object.keys(refused(state.problem)).length > 0) && html`<p class="wrong">${texts.wrong}</p>`}</div>
            <div class="row"><button class="button main" disabled=${state.busy}>${schedule === undefined ? texts.create : texts.save}</button><a class="button" href=${schedule === undefined ? link('schedules') : link('schedules', schedule.name)}>${T.common.cancel}</a></div>
            <${Curl} calls=${[[path, options], ['schedules/next', { query: { cron: json.cron, timeZone: json.timeZone } }]]} /></form>`;
}

/** @typedef {{typed: Draft, change: (part: Partial<Draft>) => void, fault: (member: string) => string | undefined}} Part */

/** @param {'name' | 'bundles' | 'cron' | 'timeZone' | 'jitter' | 'retries'} member @param {Part} part @param {object} ids @param {object} [more] */
const textInput = (member, { typed, change }, ids, more = {}) =>
    html`<input class="input" type="text" autocomplete="off" autocapitalize="none" spellcheck=${false} value=${typed[member]} onInput=${(/** @type {any} */ event) => change({ [member]: event.currentTarget.value })} ...${more} ...${ids} />`;

/** Which bundles, and where to. @param {Part & {fixed: boolean, patterns: string[]}} props */
function What({ fixed, patterns, ...part }) {
    const texts = T.schedules.form;
    const places = useValue(vaults) ?? [];
    return html`${!fixed && html`<${Field} label=${texts.name} hint=${texts.nameHint} wrong=${part.fault('name')}>${(/** @type {object} */ ids) => textInput('name', part, ids, { maxlength: 32 })}</${Field}>`}
        ${places.length > 1 && html`<${Field} label=${texts.vault} wrong=${part.fault('vault')}>${(/** @type {object} */ ids) => html`<select class="input" value=${part.typed.vault} onChange=${(/** @type {any} */ event) => part.change({ vault: event.currentTarget.value })} ...${ids}>${places.map(({ name }) => html`<option value=${name} selected=${name === part.typed.vault}>${name}</option>`)}</select>`}</${Field}>`}
        <${Field} label=${texts.bundles} hint=${texts.bundlesHint} wrong=${part.fault('bundles')}>${(/** @type {object} */ ids) => textInput('bundles', part, ids)}</${Field}><${Matching} patterns=${patterns} />`;
}

/** How many bundles are meant now, and which. @param {{patterns: string[]}} props */
export function Matching({ patterns }) {
    const known = useValue(bundles);
    const names = useMemo(() => [...(known?.keys() ?? [])].filter(matcher(patterns)), [known, patterns.join(' ')]);
    return html`<div class="matching"><p class=${names.length === 0 ? 'warn-text' : 'soft'} role="status">${T.schedules.matching.now(names.length, known?.size ?? 0)}</p>
        ${names.length > 0 && html`<details class="more"><summary><${Icon} name="next" />${T.schedules.matching.show}</summary><ul class="names small">${names.slice(0, 200).map((name) => html`<li><a href=${link('bundles', name)}>${name}</a></li>`)}</ul></details>`}</div>`;
}

/** @param {Part & {tried: (problem: Error | undefined) => void, now: number}} props */
function When({ tried, now, ...part }) {
    const texts = T.schedules.form;
    const { typed, change, fault } = part;
    const preset = Object.entries(PRESETS).find(([, cron]) => cron === typed.cron.trim())?.[0] ?? 'own';
    const words = describe(typed.cron);
    const choose = (/** @type {any} */ event) => PRESETS[event.currentTarget.value] !== undefined && change({ cron: PRESETS[event.currentTarget.value] });
    return html`<div class="form-columns"><div class="stack">
        <${Field} label=${texts.preset}>${(/** @type {object} */ ids) => html`<select class="input" value=${preset} onChange=${choose} ...${ids}>${Object.entries(texts.presets).map(([key, text]) => html`<option value=${key} selected=${key === preset}>${text}</option>`)}</select>`}</${Field}>
        <div><${Field} label=${texts.cron} hint=${texts.cronHint} wrong=${fault('cron')}>${(/** @type {object} */ ids) => textInput('cron', part, ids, { maxlength: 200, class: 'input mono' })}</${Field}>
            <details class="more"><summary><${Icon} name="next" />${texts.cronMore}</summary><dl class="facts examples small">${texts.cronFields.map(([cron, meaning]) => html`<dt><code>${cron}</code></dt><dd>${meaning}</dd>`)}</dl></details></div>
        <${Field} label=${texts.zone} hint=${texts.zoneHint} wrong=${fault('timeZone')}>${(/** @type {object} */ ids) => html`${textInput('timeZone', part, ids, { list: 'zones' })}<datalist id="zones">${zones().map((zone) => html`<option value=${zone} />`)}</datalist>`}</${Field}></div>
        <div class="stack-small said" aria-live="polite">${words !== undefined && fault('cron') === undefined && html`<p class="said-words">${words}</p>`}<${TriedTimes} cron=${typed.cron} zone=${typed.timeZone} now=${now} wrong=${tried} /></div></div>`;
}

/** @type {string[] | undefined} */
let known;
const zones = () => (known ??= ['UTC', .../** @type {any} */ (Intl).supportedValuesOf('timeZone')]);

/** @param {Part} part */
function More(part) {
    const texts = T.schedules.form;
    const { typed, change, fault } = part;
    return html`<details class="more" open=${fault('jitter') !== undefined || fault('retries') !== undefined || undefined}><summary><${Icon} name="next" />${texts.more}</summary><div class="form-more">
        <${Field} label=${texts.jitter} hint=${texts.jitterHint} wrong=${fault('jitter')}>${(/** @type {object} */ ids) => textInput('jitter', part, ids, { inputmode: 'numeric', maxlength: 12 })}</${Field}>
        <${Field} label=${texts.retries} hint=${texts.retriesHint} wrong=${fault('retries')}>${(/** @type {object} */ ids) => textInput('retries', part, ids, { inputmode: 'numeric', maxlength: 3 })}</${Field}>
        <${Field} label=${texts.missed}>${(/** @type {object} */ ids) => html`<select class="input" value=${typed.missed} onChange=${(/** @type {any} */ event) => change({ missed: event.currentTarget.value })} ...${ids}>${Object.entries(texts.missedChoices).map(([key, text]) => html`<option value=${key} selected=${key === typed.missed}>${text}</option>`)}</select>`}</${Field}>
        <label class="check"><input type="checkbox" checked=${typed.paused} onChange=${(/** @type {any} */ event) => change({ paused: event.currentTarget.checked })} /><span>${texts.paused}</span></label></div></details>`;
}
