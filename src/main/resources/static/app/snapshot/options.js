import { html, useId, useState } from '../../vendor/ui.js';
import { Problem } from '../api.js';
import { bytes, moment } from '../format.js';
import { readable, spelled } from '../paths.js';
import { link } from '../route.js';
import { newerThan } from '../restore/draft.js';
import { begin, Busy } from '../restore/run.js';
import { bundles } from '../state/bundles.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Curl, Field, FilterField, Icon, Notice, Wrong } from '../ui/parts.js';
import { browseLink } from './snapshots.js';
import { TickTree } from './tick-tree.js';
import { isCovered, turned } from './ticks.js';
import { forgetWish, wish, wished } from './wish.js';

/**
 * What is restored from a snapshot, where to and how.
 *
 * @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot
 * @typedef {import('./wish.js').Wish} Wish
 */

const MOST_PATHS = 1000;

/** @param {VaultSnapshot} snapshot @returns {Wish} */
const firstWish = (snapshot) => ({ all: true, paths: [], target: snapshot.bundleName, mode: 'replace', allowDowngrade: false, ...wished(snapshot) });

/** A part is merged, unless it is salvaged. @param {Wish} chosen */
const modeOf = ({ all, mode }) => (all || mode === 'salvage' ? mode : 'merge');

/** The body of `POST /sessions`. @param {VaultSnapshot} snapshot @param {Wish} chosen */
function requestOf({ vault, snapshotId, bundleName }, chosen) {
    const paths = chosen.all ? {} : { paths: chosen.paths.map(spelled) };
    return {
        type: 'restore',
        bundles: [{ bundleName, restoreTo: chosen.target, restoreMode: modeOf(chosen), ...(chosen.allowDowngrade ? { allowDowngrade: true } : {}), fromSnapshot: { vault, snapshotId, ...paths } }],
    };
}

/** @param {VaultSnapshot} snapshot @param {Wish} chosen @returns {import('../restore/memory.js').Task} */
function taskOf({ vault, snapshotId, bundleName, takenAt }, chosen) {
    return {
        bundleName,
        directory: '',
        target: chosen.target,
        mode: modeOf(chosen),
        paths: chosen.all ? [] : chosen.paths,
        allowDowngrade: chosen.allowDowngrade,
        begunAt: Date.parse(takenAt),
        manifests: [],
        unasked: [],
        bytes: 0,
        introduced: true,
        snapshot: { vault, snapshotId },
    };
}

/** @param {VaultSnapshot} snapshot @param {Wish} chosen @returns {{what?: string, target?: string, downgrade?: string}} */
function wrongIn(snapshot, chosen) {
    const w = T.snapshot.wizard;
    const known = bundles.value;
    return {
        what: chosen.all ? undefined : chosen.paths.length === 0 ? w.what.missing : chosen.paths.length > MOST_PATHS ? w.what.tooMany(MOST_PATHS) : undefined,
        target: known === undefined || known.has(chosen.target) ? undefined : chosen.target === snapshot.bundleName ? w.targetGone : T.restore.options.targetUnknown,
        downgrade: newerThan(snapshot, chosen.target) && !chosen.allowDowngrade ? T.restore.options.downgradeNeeded : undefined,
    };
}

/** @param {{snapshot: VaultSnapshot}} props */
export function Options({ snapshot }) {
    useValue(bundles);
    const [chosen, setChosen] = useState(() => firstWish(snapshot));
    const [tried, setTried] = useState(false);
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState(/** @type {Error | undefined} */ (undefined));
    const wrongs = wrongIn(snapshot, chosen);
    const change = (/** @type {Partial<Wish>} */ next) => {
        setChosen({ ...chosen, ...next });
        wish(snapshot, { ...chosen, ...next });
    };
    const submit = async (/** @type {Event} */ event) => {
        event.preventDefault();
        setTried(true);
        setProblem(undefined);
        if (Object.values(wrongs).some(Boolean)) {
            return;
        }
        setBusy(true);
        try {
            await begin({ request: requestOf(snapshot, chosen), folder: '', tasks: [taskOf(snapshot, chosen)] });
            forgetWish(snapshot);
            location.hash = link('restore-snapshot');
        } catch (failure) {
            setProblem(failure instanceof Busy ? new Error(T.restore.options.busy) : /** @type {Error} */ (failure));
            setBusy(false);
        }
    };
    const path = `sessions/SESSION/bundles/${snapshot.bundleName}`;
    return html`<${Chosen} snapshot=${snapshot} />
        <form class="stack" onSubmit=${submit} noValidate><${What} snapshot=${snapshot} chosen=${chosen} change=${change} wrong=${tried ? wrongs.what : undefined} />
            <${Where} snapshot=${snapshot} chosen=${chosen} change=${change} tried=${tried} wrongs=${tried || chosen.target === snapshot.bundleName ? wrongs : {}} />
            <section class="card"><${Refused} problem=${problem} />
                <div class="row"><button class="button main" disabled=${busy}>${T.restore.options.start}</button><span class="soft small">${T.snapshot.wizard.startHint}</span></div>
                <${Curl} calls=${[['sessions', { method: 'POST', json: requestOf(snapshot, chosen) }], [`${path}/publish`, { method: 'POST', json: { dryRun: true } }], [`${path}/report`, { query: { limit: 1000 } }]]} /></section></form>`;
}

/** Which snapshot, and what should be known of it. @param {{snapshot: VaultSnapshot}} props */
function Chosen({ snapshot }) {
    const w = T.snapshot.wizard;
    return html`<section class="card"><div class="card-head"><h2 class="break">${snapshot.bundleName}</h2><div class="row"><a class="button" href=${browseLink(snapshot)}><${Icon} name="folder" />${w.browse}</a><a class="button" href=${link('restore-snapshot', undefined, { bundle: snapshot.bundleName })}>${w.another}</a></div></div>
        <p class="soft snapshot-facts"><span>${w.of(moment(snapshot.takenAt))}</span><span>${T.common.files(snapshot.files)}, ${bytes(snapshot.bytes)}</span><span>${T.snapshot.head.version(snapshot.versionName)}</span><span>${T.snapshot.head.vault(snapshot.vault)}</span></p>
        ${!snapshot.complete && html`<${Notice} kind="warn">${w.lacks(snapshot.failedCount)}</${Notice}>`}
        ${snapshot.goneAt && html`<${Notice} kind="warn">${T.snapshot.head.deleted(moment(snapshot.goneAt))}</${Notice}>`}</section>`;
}

/** @param {{snapshot: VaultSnapshot, chosen: Wish, change: (next: Partial<Wish>) => void, wrong: string | undefined}} props */
function What({ snapshot, chosen, change, wrong }) {
    const id = useId();
    const [sought, setSought] = useState('');
    const w = T.snapshot.wizard.what;
    const ticked = new Set(chosen.paths);
    const tick = (/** @type {import('../schemas.js').SnapshotEntry} */ entry) => (ticked.has(entry.path) || !isCovered(ticked, entry.path)) && change({ paths: [...turned(ticked, [entry.path])] });
    const choice = (/** @type {boolean} */ all, /** @type {string} */ title, /** @type {string} */ hint) => html`<label class="check"><input type="radio" name=${id} checked=${chosen.all === all} aria-label=${title} aria-describedby=${`${id}-${all}`} onChange=${() => change({ all })} /><span>${title}<span class="soft small" id=${`${id}-${all}`}>${hint}</span></span></label>`;
    return html`<section class="card"><fieldset class="restore-modes"><legend><h2>${w.title}</h2></legend>${choice(true, w.all, w.allHint(T.common.files(snapshot.files), bytes(snapshot.bytes)))}${choice(false, w.some, w.someHint)}</fieldset>
        ${!chosen.all && html`<${FilterField} label=${w.search} value=${sought} onChange=${setSought} each /><${TickTree} snapshot=${snapshot} ticked=${ticked} tick=${tick} sought=${sought} /><p class="soft small">${w.keys}</p>
            <div role="status"><strong>${w.chosen(chosen.paths.length)}</strong></div>
            ${chosen.paths.length > 0 && html`<ul class="chosen-paths">${chosen.paths.slice(0, MOST_SHOWN).map((path) => html`<li><bdi class="break">${readable(path)}</bdi><button type="button" class="button plain small" aria-label=${w.removeOf(readable(path))} onClick=${() => change({ paths: chosen.paths.filter((each) => each !== path) })}>${w.remove}</button></li>`)}</ul>`}`}
        ${wrong && html`<${Notice} kind="bad">${wrong}</${Notice}>`}</section>`;
}

/** More selected paths are only counted. */
const MOST_SHOWN = 50;

/** @param {{snapshot: VaultSnapshot, chosen: Wish, change: (next: Partial<Wish>) => void, tried: boolean, wrongs: ReturnType<typeof wrongIn>}} props */
function Where({ snapshot, chosen, change, tried, wrongs }) {
    const id = useId();
    const w = T.snapshot.wizard;
    const version = newerThan(snapshot, chosen.target);
    /** @type {Wish['mode'][]} */
    const modes = chosen.all ? ['replace', 'merge', 'salvage'] : ['merge', 'salvage'];
    return html`<section class="card"><h2>${w.where}</h2><div class="restore-options">
        <${Field} label=${w.target} hint=${w.targetHint} wrong=${wrongs.target}>${(/** @type {any} */ ids) => html`<input class="input" value=${chosen.target} list=${`${ids.id}-names`} autocomplete="off" spellcheck=${false} autocapitalize="off" ...${ids}
            onInput=${(/** @type {any} */ event) => change({ target: event.currentTarget.value.trim() })} /><datalist id=${`${ids.id}-names`}>${[...(bundles.value?.keys() ?? [])].map((name) => html`<option value=${name} />`)}</datalist>`}</${Field}>
        ${version && html`<${Notice} kind="warn">${w.newer(version.backup, version.installed)}<label class="check"><input type="checkbox" checked=${chosen.allowDowngrade} onChange=${() => change({ allowDowngrade: !chosen.allowDowngrade })} />${T.restore.options.downgrade}</label>
            ${tried && wrongs.downgrade && html`<span role="alert">${wrongs.downgrade}</span>`}</${Notice}>`}
        <fieldset class="restore-modes"><legend class="label">${T.restore.options.mode}</legend>${modes.map((mode) => html`<label class="check"><input type="radio" name=${id} aria-label=${w.modes[mode].title} aria-describedby=${`${id}-${mode}`} checked=${modeOf(chosen) === mode} onChange=${() => change({ mode })} /><span>${w.modes[mode].title}<span class="soft small" id=${`${id}-${mode}`}>${w.modes[mode].hint}</span></span></label>`)}</fieldset></div></section>`;
}

/** Why the service did not begin, and what to do. @param {{problem: Error | undefined}} props */
function Refused({ problem }) {
    const w = T.snapshot.wizard;
    const kind = problem instanceof Problem ? problem.kind : '';
    const holder = /** @type {{type: import('../schemas.js').Session['type'], since: string} | undefined} */ (problem instanceof Problem ? /** @type {any} */ (problem.body).sessionInfo : undefined);
    return html`<${Wrong} problem=${problem} />
        ${kind === 'bundle-held' && html`<p>${holder && w.held.by(T.common.sessionTypes[holder.type], moment(holder.since))} <a href=${link('sessions')}>${T.common.pages.sessions}</a></p>`}
        ${kind === 'no-such-snapshot' && html`<p>${w.gone}</p>`}${kind === 'vault-damaged' && html`<p>${w.damaged}</p>`}${kind === 'vault-unavailable' && html`<p>${w.unavailable}</p>`}`;
}
