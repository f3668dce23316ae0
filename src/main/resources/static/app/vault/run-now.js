import { html, useState } from '../../vendor/ui.js';
import { activeRuns, order } from '../state/runs.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { say } from '../ui/messages.js';
import { Icon } from '../ui/parts.js';

/** Backs one bundle up into a vault now. @param {{vault: string, bundle: string, plain?: boolean}} props `plain`: beside a main button */
export function RunNow({ vault, bundle, plain = false }) {
    const [busy, setBusy] = useState(false);
    const active = useValue(activeRuns).some((run) => run.vault === vault && run.bundleName === bundle && run.kind === 'backup');
    const act = async () => {
        setBusy(true);
        try {
            const [made] = await order(vault, 'backup', [bundle]);
            say('good', made?.outcome === 'skipped' ? T.runs.againSkipped : T.runs.againDone(bundle));
        } catch (problem) {
            say('bad', /** @type {Error} */ (problem).message);
        }
        setBusy(false);
    };
    return html`<button type="button" class=${`button ${plain ? '' : 'main'}`} disabled=${busy || active} onClick=${act}><${Icon} name="play" />${T.vault.runNow}</button>`;
}
