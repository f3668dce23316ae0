import { html, useEffect } from '../../vendor/ui.js';
import { Compose } from '../backup/compose.js';
import { Results } from '../backup/results.js';
import { elsewhere, lookForUnfinished, run, unfinished } from '../backup/run.js';
import { Running } from '../backup/running.js';
import { Elsewhere, GoOn } from '../backup/unfinished.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';

const LOOK_MILLISECONDS = 3_000;

/** Backs up from the browser: what is chosen, then what runs, then how it went. @param {{query: URLSearchParams}} props */
export function Backup({ query }) {
    const current = useValue(run);
    const record = useValue(unfinished);
    const other = useValue(elsewhere);
    useEffect(() => {
        lookForUnfinished();
        const timer = setInterval(() => elsewhere.value && lookForUnfinished(), LOOK_MILLISECONDS);
        return () => clearInterval(timer);
    }, [current?.finished]);
    if (current !== undefined) {
        return current.finished ? html`<${Results} current=${current} />` : html`<${Running} current=${current} />`;
    }
    if (other || record !== undefined) {
        return html`<div class="page-head"><h1>${T.backup.heading}</h1></div><${Elsewhere} />${record && html`<${GoOn} record=${record} />`}`;
    }
    return html`<${Compose} bundle=${query.get('bundle')} />`;
}
