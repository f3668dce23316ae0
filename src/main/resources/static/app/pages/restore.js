import { html } from '../../vendor/ui.js';
import { Choose } from '../restore/choose.js';
import { draft } from '../restore/draft.js';
import { RestoreFrame } from '../restore/frame.js';
import { FromVault } from '../snapshot/from-vault.js';
import { useValue } from '../ui/hooks.js';

/** Restoring: from a snapshot, or from a folder that is given here. @param {{query: URLSearchParams}} props */
export function Restore({ query }) {
    const chosen = useValue(draft);
    const step = chosen && chosen.choices.length > 0 ? 'options' : 'source';
    return html`<${RestoreFrame} from="folder" step=${step}>${chosen === undefined && html`<${FromVault} bundle=${query.get('bundle') ?? ''} />`}<${Choose} query=${query} /></${RestoreFrame}>`;
}
