import { html, useEffect, useRef } from '../../vendor/ui.js';
import { Choose } from '../restore/choose.js';
import { draft } from '../restore/draft.js';
import { lookAgain } from '../restore/run.js';
import { elsewhere, progress, run } from '../restore/state.js';
import { Running } from '../restore/running.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Notice } from '../ui/parts.js';

const STEPS = /** @type {const} */ (['folder', 'options', 'check', 'result']);

/** Restoring from a folder: give it, choose, see what would change, confirm, see the result and undo. @param {{query: URLSearchParams}} props */
export function Restore({ query }) {
    const restore = useValue(run);
    const chosen = useValue(draft);
    const other = useValue(elsewhere);
    const states = useValue(progress);
    useEffect(lookAgain, []);
    const over = restore && restore.tasks.every(({ bundleName }) => ['ended', 'applying'].includes(states.get(bundleName)?.step ?? ''));
    const step = over ? 'result' : restore ? 'check' : chosen && chosen.choices.length > 0 ? 'options' : 'folder';
    const title = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => {
        // The part that had the focus is gone: the keyboard goes on at the top of what came instead.
        if (document.activeElement === document.body) {
            title.current?.focus();
        }
    }, [step]);
    return html`<div class="page-head"><div><h1 tabindex="-1" ref=${title}>${T.restore.title}</h1><p class="soft">${restore ? T.restore.run.from(restore.folder || T.restore.folder.downloads) : T.restore.intro}</p></div></div>
        <ol class="steps">${STEPS.map((each, at) => html`<li class=${at < STEPS.indexOf(step) ? 'past' : ''} aria-current=${each === step ? 'step' : undefined}><span class="step-number">${at + 1}</span>${T.restore.steps[each]}</li>`)}</ol>
        ${other
            ? html`<${Notice} kind="warn" title=${T.restore.run.elsewhere}>${T.restore.run.elsewhereHint}</${Notice}>`
            : restore === null
              ? html`<p class="soft" role="status">${T.common.loading}</p>`
              : restore === undefined
                ? html`<${Choose} query=${query} />`
                : html`<${Running} />`}`;
}
