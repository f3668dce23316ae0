import { html, useState } from '../../vendor/ui.js';
import { Problem } from '../api.js';
import { RestoreFrame } from '../restore/frame.js';
import { leave } from '../restore/run.js';
import { progress, run } from '../restore/state.js';
import { link } from '../route.js';
import { Options } from '../snapshot/options.js';
import { Pick } from '../snapshot/pick.js';
import { useSnapshot } from '../snapshot/snapshots.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { say } from '../ui/messages.js';
import { Empty, Notice, Wrong } from '../ui/parts.js';
import { ForVault } from '../vault/tabs.js';

/** Restoring from a snapshot: choose it, what of it and where to, see what would change, confirm. @param {{query: URLSearchParams}} props */
export function RestoreSnapshot({ query }) {
    const vault = query.get('vault') ?? '';
    const snapshotId = query.get('snapshotId') ?? '';
    const chosen = vault !== '' && snapshotId !== '';
    return html`<${ForVault}>${() => html`<${RestoreFrame} from="snapshot" step=${chosen ? 'options' : 'source'} notice=${chosen && html`<${InTheWay} />`}>${chosen ? html`<${Chosen} key=${`${vault}/${snapshotId}`} vault=${vault} snapshotId=${snapshotId} />` : html`<${Pick} query=${query} />`}</${RestoreFrame}>`}</${ForVault}>`;
}

/** @param {{vault: string, snapshotId: string}} props */
function Chosen({ vault, snapshotId }) {
    const { value: snapshot, problem, again } = useSnapshot(vault, snapshotId);
    if (snapshot !== undefined) {
        return html`<${Options} snapshot=${snapshot} />`;
    }
    return problem instanceof Problem && problem.status === 404
        ? html`<${Empty} icon="search" title=${T.snapshot.unknown.title}><p>${T.snapshot.wizard.gone}</p><a class="button" href=${link('restore-snapshot')}>${T.snapshot.unknown.back}</a></${Empty}>`
        : problem === undefined
          ? html`<p class="soft" role="status">${T.common.loading}</p>`
          : html`<${Wrong} problem=${problem} again=${again} />`;
}

/** Another restore is shown although a snapshot was chosen: one at a time. */
function InTheWay() {
    const restore = useValue(run);
    const states = useValue(progress);
    const [busy, setBusy] = useState(false);
    const over = restore?.tasks.every(({ bundleName }) => states.get(bundleName)?.step === 'ended') ?? false;
    const w = T.snapshot.wizard;
    const goOn = async () => {
        setBusy(true);
        await leave().catch((problem) => say('bad', problem.message));
        setBusy(false);
    };
    return over
        ? html`<${Notice} title=${w.ended.title}><div><button type="button" class="button main" disabled=${busy} onClick=${goOn}>${w.ended.begin}</button></div></${Notice}>`
        : html`<${Notice} kind="warn" title=${w.underWay.title}>${w.underWay.hint}</${Notice}>`;
}
