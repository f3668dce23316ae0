import { html, useEffect, useState } from '../../vendor/ui.js';
import { bytes } from '../format.js';
import { downloadName } from '../folder/names.js';
import { T } from '../texts.js';
import { Icon, Rows } from '../ui/parts.js';
import { confirmSaved, filesToSave } from './run.js';

/** @typedef {{bundleName: string, name: string, file: File}} ToSave */

/** Between two downloads, so that the browser takes each of them. */
const PAUSE_MILLISECONDS = 300;

/** Hands a file to the downloads of the browser. @param {ToSave} file */
function save({ bundleName, name, file }) {
    const url = URL.createObjectURL(file);
    const link = document.createElement('a');
    link.href = url;
    link.download = downloadName(bundleName, name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Without a folder: a person saves the files, and says so before they are given up here and at the service. @param {{names: string[]}} props */
export function Saving({ names }) {
    const [files, setFiles] = useState(/** @type {ToSave[]} */ ([]));
    const [sure, setSure] = useState(false);
    const [saved, setSaved] = useState(/** @type {Set<string>} */ (new Set()));
    const key = names.join(' ');
    useEffect(() => {
        let current = true;
        setSure(false);
        Promise.all(names.map(async (bundleName) => (await filesToSave(bundleName)).map((file) => ({ bundleName, ...file })))).then((found) => current && setFiles(found.flat()));
        return () => {
            current = false;
        };
    }, [key]);
    if (names.length === 0 || files.length === 0) {
        return null;
    }
    const mark = (/** @type {ToSave} */ file) => {
        save(file);
        setSaved((last) => new Set(last).add(downloadName(file.bundleName, file.name)));
    };
    const all = async () => {
        for (const file of files) {
            mark(file);
            await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
        }
    };
    const size = files.reduce((sum, { file }) => sum + file.size, 0);
    return html`<section class="card"><h2>${T.backup.save.title}</h2><p>${T.backup.save.text(files.length, bytes(size))}</p>
        <div><button type="button" class="button main" onClick=${all}><${Icon} name="backup" />${T.backup.save.all}</button></div>
        <${Rows} label=${T.backup.save.files} items=${files} height=${60} keyOf=${(/** @type {ToSave} */ file) => downloadName(file.bundleName, file.name)} row=${(/** @type {ToSave} */ file) => {
            const name = downloadName(file.bundleName, file.name);
            return html`<div class="save-row"><span class="save-name"><span class="choice-name">${file.name}</span><span class="soft small">${file.bundleName}</span></span><span class="soft number">${bytes(file.file.size)}</span>
                <button type="button" class="button plain" aria-label=${T.backup.save.oneLabel(name)} onClick=${() => mark(file)}>${saved.has(name) && html`<${Icon} name="check" />`}${T.backup.save.one}</button></div>`;
        }} />
        <p class="soft small">${T.backup.save.hint}</p>
        <label class="check"><input type="checkbox" checked=${sure} onChange=${(/** @type {any} */ event) => setSure(event.currentTarget.checked)} />${T.backup.save.confirm(files.length)}</label>
        <div><button type="button" class="button main" disabled=${!sure} onClick=${() => confirmSaved(names)}>${T.backup.save.done}</button></div></section>`;
}
