import { html, useEffect, useRef } from '../../vendor/ui.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Notice } from '../ui/parts.js';
import { lookAgain } from './run.js';
import { Running } from './running.js';
import { elsewhere, progress, run } from './state.js';

const STEPS = /** @type {const} */ (['source', 'options', 'check', 'result']);

/**
 * The steps of a restore, wherever the data comes from. What was begun is the same on both pages.
 * @param {{from: 'folder' | 'snapshot', step: 'source' | 'options', notice?: any, children?: any}} props `children`: what stands there before a
 *   restore has begun; `notice`: above one that has begun
 */
export function RestoreFrame({ from, step, notice, children }) {
    const restore = useValue(run);
    const other = useValue(elsewhere);
    const states = useValue(progress);
    useEffect(lookAgain, []);
    const over = restore && restore.tasks.every(({ bundleName }) => ['ended', 'applying'].includes(states.get(bundleName)?.step ?? ''));
    const at = over ? 'result' : restore ? 'check' : step;
    const title = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => {
        // The part that had the focus is gone: the keyboard goes on at the top of what came instead.
        if (document.activeElement === document.body) {
            title.current?.focus();
        }
    }, [at]);
    const origin = restore ? (restore.tasks[0]?.snapshot ? 'snapshot' : 'folder') : from;
    const intro = !restore ? T.restore.intro[from] : origin === 'snapshot' ? T.restore.run.fromSnapshot : T.restore.run.from(restore.folder || T.restore.folder.downloads);
    return html`<div class="page-head"><div><h1 tabindex="-1" ref=${title}>${T.restore.title}</h1><p class="soft">${intro}</p></div></div>
        <ol class="steps">${STEPS.map((each, index) => html`<li class=${index < STEPS.indexOf(at) ? 'past' : ''} aria-current=${each === at ? 'step' : undefined}><span class="step-number">${index + 1}</span>${each === 'source' ? T.restore.steps[origin] : T.restore.steps[each]}</li>`)}</ol>
        ${other
            ? html`<${Notice} kind="warn" title=${T.restore.run.elsewhere}>${T.restore.run.elsewhereHint}</${Notice}>`
            : restore === null
              ? html`<p class="soft" role="status">${T.common.loading}</p>`
              : restore === undefined
                ? children
                : html`${notice}<${Running} />`}`;
}
