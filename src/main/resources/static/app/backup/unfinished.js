import { html, useEffect, useState } from '../../vendor/ui.js';
import { ago } from '../format.js';
import { link } from '../route.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Confirm, Notice } from '../ui/parts.js';
import { useFolder } from './choice.js';
import { discard, elsewhere, goOn, lookForUnfinished, unfinished } from './run.js';

/** @param {import('./run.js').Record} record */
function textOf({ mode, bundles, folderName, startedAt }) {
    const open = bundles.filter(({ ended }) => !ended).length;
    const { text, downloads } = T.backup.unfinished;
    return mode === 'folder' ? text(open, bundles.length, folderName, ago(startedAt)) : downloads(open, bundles.length, ago(startedAt));
}

/** Offers to go on with a backup that a closed tab has left. @param {{record: import('./run.js').Record}} props */
export function GoOn({ record }) {
    const [refused, setRefused] = useState(false);
    const [asked, setAsked] = useState(false);
    const again = async () => {
        const may = await goOn(record);
        setRefused(!may);
        if (may && record.parent !== undefined) {
            await useFolder(record.parent); // The next backup goes there too.
        }
    };
    return html`<${Notice} kind="warn" title=${T.backup.unfinished.title}><p>${textOf(record)}</p>
        ${refused && html`<p role="alert">${T.backup.unfinished.refused}</p>`}
        <div class="row"><button type="button" class="button main" onClick=${again}>${T.backup.unfinished.goOn}</button>
            <button type="button" class="button" onClick=${() => setAsked(true)}>${T.backup.unfinished.discard}</button></div></${Notice}>
        ${asked && html`<${Confirm} title=${T.backup.unfinished.discardTitle} action=${T.backup.unfinished.discard} keep=${T.backup.unfinished.keep}
            run=${() => discard(record)} close=${() => setAsked(false)}><p>${T.backup.unfinished.discardText}</p></${Confirm}>`}`;
}

/** For the overview: says that a backup is not finished. */
export function UnfinishedBackup() {
    const record = useValue(unfinished);
    useEffect(() => {
        lookForUnfinished();
    }, []);
    return record && html`<${Notice} kind="warn" title=${T.backup.unfinished.title}><p>${textOf(record)}</p>
        <div><a class="button" href=${link('backup')}>${T.backup.unfinished.show}</a></div></${Notice}>`;
}

/** Says that another tab drives a run. */
export function Elsewhere() {
    return useValue(elsewhere) && html`<${Notice} title=${T.backup.elsewhere.title}><p>${T.backup.elsewhere.text}</p><p><a href=${link('overview')}>${T.backup.elsewhere.overview}</a></p></${Notice}>`;
}
