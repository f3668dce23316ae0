import { html, useMemo, useState } from '../../vendor/ui.js';
import { Problem } from '../api.js';
import { newestOf } from '../folder/manifest.js';
import { bytes, moment } from '../format.js';
import { link } from '../route.js';
import { bundles } from '../state/bundles.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Badge, Curl, Empty, Field, Icon, Notice, Wrong } from '../ui/parts.js';
import { choose, chooseGeneration, completeness, draft, newer, requestOf, take, tasksOf, wrong } from './draft.js';
import { GiveFolder } from './folder.js';
import { begin, Busy } from './run.js';

/** @typedef {import('./draft.js').Choice} Choice */

/** @param {{query: URLSearchParams}} props */
export function Choose({ query }) {
    const chosen = useValue(draft);
    const given = (/** @type {import('./source.js').Given} */ source) => take(source, { bundle: query.get('bundle'), salvage: query.has('salvage') });
    if (chosen === undefined) {
        return html`<section class="card"><h2>${T.restore.folder.title}</h2><${GiveFolder} given=${given} /></section>`;
    }
    const name = chosen.given.name || T.restore.folder.downloads;
    const other = () => {
        draft.value = undefined;
    };
    return html`<section class="card"><div class="card-head"><h2>${T.restore.folder.title}</h2>
            <button class="button" type="button" onClick=${other}>${T.restore.folder.other}</button></div>
        <p class="row" role="status"><${Icon} name="folder" /><strong class="break">${name}</strong><span class="soft">${T.restore.folder.found(chosen.choices.length)}</span></p>
        ${chosen.choices.length === 0 && html`<${Empty} icon="search" title=${T.restore.folder.none}><p>${T.restore.folder.noneHint}</p></${Empty}>`}
    </section>
    ${chosen.choices.length > 0 && html`<${Options} chosen=${chosen} />`}`;
}

/** @type {readonly Choice[]} */
const NONE = [];
/** So many bundles can be overlooked without a filter. */
const MANY = 12;

/** @param {{chosen: import('./draft.js').Draft}} props */
function Options({ chosen }) {
    useValue(bundles);
    const [tried, setTried] = useState(false);
    const [filter, setFilter] = useState('');
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState(/** @type {Error | undefined} */ (undefined));
    const selected = chosen.choices.filter((choice) => choice.selected);
    const usable = chosen.choices.filter((choice) => completeness(choice) !== 'unusable');
    const submit = async (/** @type {Event} */ event) => {
        event.preventDefault();
        setTried(true);
        setProblem(undefined);
        if (selected.length === 0 || selected.some((choice) => Object.values(wrong(choice, selected)).some(Boolean))) {
            return;
        }
        setBusy(true);
        try {
            await begin({ request: requestOf(selected), folder: chosen.given.name, handle: chosen.given.handle, tasks: tasksOf(selected) }, chosen.given);
            draft.value = undefined;
            location.hash = link('restore');
        } catch (failure) {
            setProblem(failure instanceof Busy ? new Error(T.restore.options.busy) : /** @type {Error} */ (failure));
            setBusy(false);
        }
    };
    const all = usable.length > 0 && usable.every((choice) => choice.selected);
    return html`<form class="stack" onSubmit=${submit} noValidate><section class="card"><div class="card-head"><h2>${T.restore.bundles.title}</h2>
            ${usable.length > 1 && html`<label class="check"><input type="checkbox" checked=${all} onChange=${() => usable.forEach((choice) => choose(choice, { selected: !all }))} />${T.restore.bundles.all}</label>`}</div>
            ${chosen.choices.length > MANY && html`<input class="input filter" type="search" placeholder=${T.restore.bundles.filter} aria-label=${T.restore.bundles.filter} value=${filter} onInput=${(/** @type {any} */ event) => setFilter(event.currentTarget.value)} />`}
            <div class="restore-bundles">${chosen.choices.filter(({ found }) => found.bundleName.includes(filter)).map((choice) => html`<${Unchanged} key=${choice.found.directory} choice=${choice} selected=${selected} tried=${tried} />`)}</div></section>
        <section class="card"><${Wrong} problem=${problem} />${problem instanceof Problem && problem.kind === 'bundle-held' && html`<p><a href=${link('sessions')}>${T.restore.options.held}</a></p>`}
            ${tried && selected.length === 0 && html`<${Notice} kind="bad">${T.restore.options.nothing}</${Notice}>`}
            <div class="row"><button class="button main" disabled=${busy}>${T.restore.options.start}</button><span class="soft small">${T.restore.options.startHint}</span></div>
            ${selected.length > 0 && html`<${Curl} calls=${callsOf(selected)} />`}</section></form>`;
}

/** @param {readonly Choice[]} selected @returns {Parameters<typeof import('../api.js').curl>[]} */
function callsOf(selected) {
    const path = (/** @type {Choice} */ { found }) => `sessions/SESSION/bundles/${found.bundleName}`;
    return [
        ['sessions', { method: 'POST', json: requestOf(selected) }],
        ...selected.flatMap((choice) => [
            ...(choice.content?.manifests ?? []).map((index) => /** @type {[string, object]} */ ([`${path(choice)}/uploads/${index}/manifest`, { method: 'PUT', file: `${index}.manifest` }])),
            ...(choice.content?.needed ?? []).slice(0, 3).map((uri) => /** @type {[string, object]} */ ([`${path(choice)}/uploads/${uri}`, { method: 'PUT', file: uri }])),
            /** @type {[string, object]} */ ([`${path(choice)}/publish`, { method: 'POST', json: { dryRun: true } }]),
        ]),
    ];
}

const LOOKS = /** @type {const} */ ({ whole: { kind: 'good', icon: 'check' }, incomplete: { kind: 'warn', icon: 'warning' }, unusable: { kind: 'bad', icon: 'failed' }, reading: { icon: 'clock' } });

/** Draws a bundle of the backup only when something of it has changed: there may be a thousand. @param {{choice: Choice, selected: readonly Choice[], tried: boolean}} props */
function Unchanged({ choice, selected, tried }) {
    const others = choice.selected ? selected : NONE;
    return useMemo(() => html`<${BundleChoice} choice=${choice} selected=${others} tried=${tried} />`, [choice, others, tried]);
}

/** A bundle of the backup, with what is asked of a selected one. @param {{choice: Choice, selected: readonly Choice[], tried: boolean}} props */
function BundleChoice({ choice, selected, tried }) {
    const { found, generation, content } = choice;
    const state = completeness(choice);
    const words = [
        generation ? T.restore.bundles.from(moment(new Date(generation.begunAt).toISOString())) : found.obstacle === undefined && T.restore.bundles.tars,
        content && !content.damaged && T.restore.bundles.content(content.files, bytes(content.bytes)),
        found.info && T.restore.bundles.version(found.info.versionName),
    ].filter(Boolean);
    return html`<div class="restore-bundle"><div class="restore-bundle-head">
            <label class="check"><input type="checkbox" checked=${choice.selected} disabled=${state === 'unusable'} onChange=${() => choose(choice, { selected: !choice.selected })} /><strong class="break">${found.bundleName}</strong></label>
            <${Badge} ...${LOOKS[state]}>${T.restore.bundles[state]}</${Badge}></div>
        <p class="soft small restore-facts">${words.map((word) => html`<span>${word}</span>`)}</p>
        <${Remarks} choice=${choice} />
        ${choice.selected && html`<${FoldedOptions} choice=${choice} selected=${selected} tried=${tried} />`}</div>`;
}

/** Of one bundle the options are in sight; of several they are folded, unless something is to be decided. @param {{choice: Choice, selected: readonly Choice[], tried: boolean}} props */
function FoldedOptions({ choice, selected, tried }) {
    const options = html`<${BundleOptions} choice=${choice} selected=${selected} tried=${tried} />`;
    const decide = newer(choice) !== undefined || (tried && Object.values(wrong(choice, selected)).some(Boolean));
    return selected.length === 1
        ? options
        : html`<details open=${decide}><summary>${T.restore.options.summary(choice.target, T.restore.options.modes[choice.mode].title)}</summary>${options}</details>`;
}

/** What a person should know of the backup of a bundle. @param {{choice: Choice}} props */
function Remarks({ choice: { found, generation, content } }) {
    const b = T.restore.bundles;
    return html`${found.obstacle && html`<${Notice} kind="bad">${b.obstacles[found.obstacle]}</${Notice}>`}
        ${content?.damaged && html`<${Notice} kind="bad">${b.damagedManifest}</${Notice}>`}
        ${content && content.missing.length > 0 && html`<${Notice} kind="warn">${b.missing(content.missing)}</${Notice}>`}
        ${found.unfinishedIncrement && html`<${Notice} kind="warn">${b.unfinishedIncrement}</${Notice}>`}
        ${found.damaged.length > 0 && !found.obstacle && html`<${Notice} kind="warn">${b.damagedManifests(found.damaged)}</${Notice}>`}
        ${generation && generation.failed > 0 && html`<${Notice} kind="warn">${b.lacks(generation.failed)}</${Notice}>`}`;
}

/** @param {{choice: Choice, selected: readonly Choice[], tried: boolean}} props */
function BundleOptions({ choice, selected, tried }) {
    const o = T.restore.options;
    const wrongs = tried ? wrong(choice, selected) : {};
    const { found, generation } = choice;
    const tars = generation === undefined;
    const version = newer(choice);
    const value = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;
    return html`<div class="restore-options">
        ${found.generations.length > 1 && html`<${Field} label=${T.restore.bundles.generations}>${(/** @type {object} */ ids) => html`<select class="input" ...${ids}
            onChange=${(/** @type {Event} */ event) => chooseGeneration(choice, /** @type {any} */ (found.generations[Number(value(event))]))}>
            ${found.generations.map((each, at) => html`<option value=${at} selected=${each === generation}>${T.restore.bundles.generation(moment(new Date(each.begunAt).toISOString()), each === newestOf(found.generations))}</option>`).reverse()}</select>`}</${Field}>`}
        <${Field} label=${o.target} hint=${o.targetHint} wrong=${wrongs.target}>${(/** @type {any} */ ids) => html`<input class="input" value=${choice.target} list=${`${ids.id}-names`} autocomplete="off" spellcheck=${false} ...${ids}
            onInput=${(/** @type {Event} */ event) => choose(choice, { target: value(event).trim() })} /><datalist id=${`${ids.id}-names`}>${[...(bundles.value?.keys() ?? [])].map((name) => html`<option value=${name} />`)}</datalist>`}</${Field}>
        ${version && html`<${Notice} kind="warn">${o.newer(version.backup, version.installed)}<label class="check"><input type="checkbox" checked=${choice.allowDowngrade} onChange=${() => choose(choice, { allowDowngrade: !choice.allowDowngrade })} />${o.downgrade}</label>
            ${wrongs.downgrade && html`<span role="alert">${wrongs.downgrade}</span>`}</${Notice}>`}
        <fieldset class="restore-modes"><legend class="label">${o.mode}</legend>${/** @type {const} */ (['replace', 'merge', 'salvage']).map((mode) => html`<label class="check"><input type="radio" aria-label=${o.modes[mode].title} aria-describedby=${`${found.directory}-${mode}`} name=${`mode-${found.directory}`} checked=${choice.mode === mode}
            disabled=${tars && mode === 'salvage'} onChange=${() => choose(choice, { mode })} /><span>${o.modes[mode].title}<span class="soft small" id=${`${found.directory}-${mode}`}>${o.modes[mode].hint}</span></span></label>`)}</fieldset>
        ${!tars && html`<details><summary>${o.more}</summary><${Field} label=${o.paths} hint=${o.pathsHint}>${(/** @type {object} */ ids) => html`<textarea class="input" rows="3" spellcheck=${false} value=${choice.paths}
            onInput=${(/** @type {Event} */ event) => choose(choice, { paths: value(event) })} ...${ids}></textarea>`}</${Field}></details>`}
        ${wrongs.other && html`<div role="alert" class="wrong small">${wrongs.other}</div>`}</div>`;
}
