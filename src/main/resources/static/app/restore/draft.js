import { signal } from '../../vendor/ui.js';
import { newestOf } from '../folder/manifest.js';
import { bundles } from '../state/bundles.js';
import { T } from '../texts.js';
import { encodePath } from '../paths.js';
import { inspect, recognise } from './recognise.js';

/**
 * What a person has chosen before a restore begins; kept while other pages are looked at.
 *
 * @typedef {import('./recognise.js').Found} Found
 * @typedef {import('./recognise.js').Generation} Generation
 * @typedef {import('./recognise.js').Content} Content
 * @typedef {object} Choice
 * @property {Found} found
 * @property {boolean} selected
 * @property {Generation} [generation] absent: tars
 * @property {Content} [content] absent until it was read
 * @property {string} target
 * @property {'replace' | 'merge' | 'salvage'} mode
 * @property {string} paths as typed
 * @property {boolean} allowDowngrade
 * @typedef {{given: import('./source.js').Given, choices: Choice[]}} Draft
 */

/** @type {import('../../vendor/ui.js').Signal<Draft | undefined>} */
export const draft = signal(undefined);

/** @param {Choice} choice @param {Partial<Choice>} change */
export function choose({ found }, change) {
    if (draft.value !== undefined) {
        draft.value = { ...draft.value, choices: draft.value.choices.map((choice) => (choice.found === found ? { ...choice, ...change } : choice)) };
    }
}

/**
 * @param {import('./source.js').Given} given
 * @param {{bundle?: string | null, salvage?: boolean}} wish what is selected at first
 */
export async function take(given, { bundle, salvage = false }) {
    const found = await recognise(given);
    const usable = found.filter(({ obstacle }) => obstacle === undefined);
    const choices = found.map((each) => ({
        found: each,
        selected: each.obstacle === undefined && (bundle ? each.bundleName === bundle : usable.length === 1),
        generation: newestOf(each.generations),
        target: each.bundleName,
        mode: /** @type {Choice['mode']} */ (salvage && each.generations.length > 0 ? 'salvage' : 'replace'),
        paths: '',
        allowDowngrade: false,
    }));
    draft.value = { given, choices };
    read(given);
}

/** The page is drawn this often while manifests are read, and not for each one. */
const DRAW_MILLISECONDS = 250;

/** Reads manifests one after the other; those of selected bundles first. @param {import('./source.js').Given} given */
async function read(given) {
    /** @type {Map<Found, {generation: Generation | undefined, content: Content}>} */
    const done = new Map();
    let drawn = performance.now();
    for (;;) {
        const choices = draft.value?.given === given ? draft.value.choices : [];
        const open = choices.filter(({ found, generation, content }) => content === undefined && found.obstacle === undefined && !(done.has(found) && done.get(found)?.generation === generation));
        const next = open.find(({ selected }) => selected) ?? open[0];
        if (done.size > 0 && (next === undefined || next.selected || performance.now() - drawn > DRAW_MILLISECONDS)) {
            drawn = performance.now();
            show(given, done);
            done.clear();
            continue;
        }
        if (next === undefined) {
            return;
        }
        done.set(next.found, { generation: next.generation, content: await inspect(next.found, next.generation) });
    }
}

/** @param {import('./source.js').Given} given @param {Map<Found, {generation: Generation | undefined, content: Content}>} done */
function show(given, done) {
    if (draft.value?.given === given) {
        const choices = draft.value.choices.map((choice) => {
            const read = done.get(choice.found);
            return read !== undefined && read.generation === choice.generation ? { ...choice, content: read.content } : choice;
        });
        draft.value = { given, choices };
    }
}

/** @param {Choice} choice @param {Generation} generation */
export function chooseGeneration(choice, generation) {
    const reading = draft.value?.choices.some(({ found, content }) => content === undefined && found.obstacle === undefined);
    choose(choice, { generation, content: undefined });
    if (draft.value !== undefined && !reading) {
        read(draft.value.given);
    }
}

/** Whether the backup is of a newer version than what is installed. @param {Choice} choice */
export const newer = ({ found, target }) => (found.info === undefined ? undefined : newerThan(found.info, target));

/** @param {{versionCode: number, versionName: string}} backup @param {string} target @returns {{backup: string, installed: string} | undefined} */
export function newerThan({ versionCode, versionName }, target) {
    const local = bundles.value?.get(target);
    return local?.versionCode !== undefined && versionCode > local.versionCode ? { backup: versionName, installed: local.versionName ?? String(local.versionCode) } : undefined;
}

/** @param {Choice} choice @returns {'whole' | 'incomplete' | 'unusable' | 'reading'} */
export function completeness({ found, content }) {
    if (found.obstacle !== undefined || content?.damaged) {
        return 'unusable';
    }
    return content === undefined ? 'reading' : content.missing.length > 0 ? 'incomplete' : 'whole';
}

/**
 * What is wrong with the choices of a bundle. @param {Choice} choice @param {readonly Choice[]} all
 * @returns {{target?: string, downgrade?: string, other?: string}}
 */
export function wrong(choice, all) {
    const twice = all.some((each) => each !== choice && each.selected && each.target === choice.target);
    const o = T.restore.options;
    return {
        target: bundles.value !== undefined && !bundles.value.has(choice.target) ? o.targetUnknown : twice ? o.targetTwice : undefined,
        downgrade: newer(choice) && !choice.allowDowngrade ? o.downgradeNeeded : undefined,
        other: completeness(choice) === 'reading' ? o.wait : completeness(choice) === 'incomplete' && choice.mode !== 'salvage' && choice.paths.trim() === '' ? T.restore.bundles.missing(choice.content?.missing ?? []) : undefined,
    };
}

/** @param {Choice} choice */
const pathsOf = ({ paths }) => paths.split('\n').map(encodePath).filter((path) => path !== '');

/** The body of `POST /sessions`. @param {readonly Choice[]} selected */
export function requestOf(selected) {
    const bundles = selected.map((choice) => ({
        bundleName: choice.found.bundleName,
        restoreTo: choice.target,
        restoreMode: choice.mode,
        ...(choice.allowDowngrade && newer(choice) ? { allowDowngrade: true } : {}),
        ...(pathsOf(choice).length > 0 ? { paths: pathsOf(choice) } : {}),
    }));
    const first = selected[0]?.found.capabilities ?? {};
    return { type: 'restore', remoteCapabilities: { ...first, bundleInfos: selected.map(({ found }) => found.info) }, bundles };
}

/** @param {readonly Choice[]} selected @returns {import('./memory.js').Task[]} */
export function tasksOf(selected) {
    return selected.map((choice) => ({
        bundleName: choice.found.bundleName,
        directory: choice.found.directory,
        target: choice.target,
        mode: choice.mode,
        paths: pathsOf(choice),
        allowDowngrade: choice.allowDowngrade,
        begunAt: choice.generation?.begunAt ?? 0,
        manifests: choice.content?.manifests ?? [],
        unasked: choice.mode === 'salvage' || choice.generation === undefined ? (choice.content?.needed ?? []) : [],
        // Of a part of a backup the service asks for some of the files only.
        bytes: pathsOf(choice).length > 0 ? 0 : (choice.content?.size ?? 0),
    }));
}
