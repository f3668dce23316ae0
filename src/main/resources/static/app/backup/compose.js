import { html, useEffect, useState } from '../../vendor/ui.js';
import { bytes, number } from '../format.js';
import { start } from './run.js';
import { mayWrite, ownDirectory, way } from '../folder/own.js';
import { bundles } from '../state/bundles.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Curl, Icon, Notice, Wrong } from '../ui/parts.js';
import { Chooser } from './chooser.js';
import { choose, chosen, everything, folder, folderProblem, isFree, lookAgain, plans, ready, useFolder, useNewFolder } from './choice.js';
import { measure, scanning, sizes, sizesProblem } from './sizes.js';

/** What to back up and where to. @param {{bundle: string | null}} props `bundle`: chosen from the start */
export function Compose({ bundle }) {
    const known = useValue(bundles);
    useEffect(() => {
        const found = bundle === null ? undefined : known?.get(bundle);
        if (found !== undefined && isFree(found)) {
            choose(found.bundleName, true);
        }
    }, [bundle, known === undefined]);
    const receives = way();
    return html`<div class="page-head"><h1>${T.backup.heading}</h1></div>
        <div class="columns backup-columns"><${Chooser} /><div class="stack">${
            receives === 'folder'
                ? html`<${Folder} />`
                : html`<${Notice} kind=${receives === 'downloads' ? 'info' : 'warn'} title=${T.backup.ways[receives].title}><p>${T.backup.ways[receives].text}</p></${Notice}>`
        }${(receives === 'folder' || receives === 'downloads') && html`<${Start} mode=${receives} />`}</div></div>`;
}

function Folder() {
    const directory = useValue(folder);
    const problem = useValue(folderProblem);
    const [refused, setRefused] = useState(false);
    const pick = async () => {
        let picked;
        try {
            picked = await /** @type {any} */ (globalThis).showDirectoryPicker({ id: 'bundle-backup', mode: 'readwrite' });
        } catch (failure) {
            if (failure instanceof DOMException && failure.name === 'AbortError') {
                return; // Closed without a choice.
            }
            folderProblem.value = /** @type {Error} */ (failure);
            return;
        }
        const may = await mayWrite(picked);
        setRefused(!may);
        if (may) {
            await useFolder(picked);
        }
    };
    return html`<section class="card"><h2>${T.backup.folder.title}</h2>
        ${directory === undefined ? html`<p class="soft">${T.backup.folder.hint}</p>` : html`<p class="folder-name" role="status"><${Icon} name="folder" /><strong class="break">${directory.name}</strong></p>`}
        ${refused && html`<${Notice} kind="bad">${T.backup.folder.refused}</${Notice}>`}
        ${problem && html`<${Notice} kind="bad">${problem === 'ofBundle' ? T.backup.folder.ofBundle : T.backup.folder.unreadable(problem.message)}</${Notice}>`}
        <div><button type="button" class=${`button ${directory === undefined ? 'main' : ''}`} onClick=${pick}><${Icon} name="folder" />${directory === undefined ? T.backup.folder.choose : T.backup.folder.other}</button></div>
        ${directory !== undefined && html`<${Extent} />`}</section>`;
}

/** Everything, or what has changed. */
function Extent() {
    const whole = useValue(everything);
    const occupied = [...useValue(plans).values()].some(({ kind }) => kind === 'occupied');
    const name = T.backup.folder.newName(new Date().toISOString().slice(0, 16).replace(':', '-').replace('T', ' '));
    const option = (/** @type {boolean} */ value, /** @type {string} */ text, /** @type {string} */ hint) =>
        html`<label class="option"><input type="radio" name="extent" aria-label=${text} aria-description=${hint} checked=${whole === value} onChange=${() => (everything.value = value)} /><span>${text}<span class="soft small">${hint}</span></span></label>`;
    return html`<fieldset class="options"><legend class="label">${T.backup.folder.mode}</legend>
        ${option(false, T.backup.folder.changes, T.backup.folder.changesHint)}${option(true, T.backup.folder.everything, T.backup.folder.everythingHint)}</fieldset>
        ${occupied && html`<div><button type="button" class="button" onClick=${() => useNewFolder(name)}><${Icon} name="folder" />${T.backup.folder.newFolder}</button></div>`}`;
}

/** @param {{mode: import('./run.js').Mode}} props */
function Start({ mode }) {
    const selected = useValue(chosen);
    const directory = useValue(folder);
    const names = useValue(ready);
    const all = useValue(plans);
    const [problem, setProblem] = useState(/** @type {Error | undefined} */ (undefined));
    useEffect(() => {
        if (mode === 'downloads' && directory === undefined) {
            ownDirectory().then(useFolder, () => setProblem(new Error(T.backup.ways.old.text)));
        }
    }, [mode, directory]);
    const looking = directory !== undefined && [...all.values()].some(({ kind }) => kind === 'unknown');
    const blocked = [...all.values()].filter(({ kind }) => kind === 'occupied' || kind === 'foreign').length;
    const begin = () => {
        if (directory !== undefined) {
            if (mode === 'downloads') {
                navigator.storage.persist?.(); // The browser should not drop what is not saved yet.
            }
            start(mode, mode === 'folder' ? directory : undefined, directory.name, names);
            lookAgain();
        }
    };
    const hint = selected.size === 0 ? T.backup.sum.nothing : directory === undefined ? T.backup.sum.noFolder : looking ? T.backup.sum.wait : undefined;
    return html`<section class="card"><h2>${T.backup.sum.title}</h2><${Sum} />
        ${blocked > 0 && html`<${Notice} kind="warn">${T.backup.sum.blocked(blocked)}</${Notice}>`}
        <${Wrong} problem=${problem} />
        <button type="button" class="button main" disabled=${names.length === 0 || looking || directory === undefined} onClick=${begin}><${Icon} name="backup" />${T.backup.sum.start(names.length)}</button>
        ${hint && html`<p class="soft small" role="status">${hint}</p>`}
        ${names[0] !== undefined && html`<${Curl} calls=${callsOf(names[0], all.get(names[0])?.kind === 'increment')} />`}</section>`;
}

/** How much it is. */
function Sum() {
    const selected = useValue(chosen);
    const measured = useValue(sizes);
    const known = useValue(bundles);
    const all = useValue(plans);
    const current = useValue(scanning);
    const problem = useValue(sizesProblem);
    const names = [...selected];
    const sizeOf = (/** @type {string} */ name) => {
        const size = measured.get(name)?.data ?? -1;
        return size >= 0 ? size : known?.get(name)?.spaceOccupied;
    };
    const total = names.reduce((sum, name) => sum + (sizeOf(name) ?? 0), 0);
    const unknown = names.some((name) => sizeOf(name) === undefined);
    const bases = new Map([...all].flatMap(([name, plan]) => (plan.kind === 'increment' ? [[name, plan.newest]] : [])));
    const changed = [...bases.keys()].map((name) => measured.get(name)?.changed);
    const exactly = () => measure(names, { exactly: true, parent: folder.value, bases });
    return html`<dl class="facts"><dt>${T.backup.sum.bundles}</dt><dd class="number">${number(names.length)}</dd>
            <dt>${T.backup.sum.size}</dt><dd class="number">${names.length === 0 ? '–' : unknown ? T.backup.sum.atLeast(bytes(total)) : bytes(total)}</dd>
            ${bases.size > 0 && changed.every((size) => size !== undefined) && html`<dt>${T.backup.sum.changes}</dt><dd class="number">${T.backup.sum.atMost(bytes(changed.reduce((sum, size) => (sum ?? 0) + (size ?? 0), 0)))}</dd>`}</dl>
        ${problem && html`<${Wrong} problem=${problem} again=${exactly} />`}
        <p class="measure small soft" role="status">${current !== '' && html`<${Icon} name="running" /><span class="break">${T.backup.sum.measuring(current)}</span>`}</p>
        ${current === '' && names.length > 0 && html`<div><button type="button" class="button" onClick=${exactly}>${T.backup.sum.exactly}</button></div>`}`;
}

/** @param {string} bundleName @param {boolean} increment @returns {[string, object][]} */
function callsOf(bundleName, increment) {
    const S = 'sessions/SESSION';
    const B = `${S}/bundles/${bundleName}`;
    const begin = /** @type {[string, object][]} */ (
        increment
            ? [
                  ['sessions', { method: 'POST', json: { type: 'incrementalBackup' } }],
                  [`${S}/bundles`, { method: 'POST', json: { bundles: [{ bundleName, previousGeneration: 'GENERATION' }] } }],
              ]
            : [['sessions', { method: 'POST', json: { type: 'backup', bundles: [{ bundleName }] } }]]
    );
    return [
        ...begin,
        [`${B}/files`, { query: { state: 'ready', wait: 30 } }],
        [`${B}/files/part.0.tar`, { output: 'part.0.tar' }],
        [`${B}/files/part.0.tar`, { method: 'DELETE', query: { sha256: 'SHA256' } }],
        [S, { method: 'DELETE' }],
    ];
}
