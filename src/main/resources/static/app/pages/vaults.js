import { html } from '../../vendor/ui.js';
import { link } from '../route.js';
import { readVaults, vaults, vaultsProblem } from '../state/vaults.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { Curl, Empty, Wrong } from '../ui/parts.js';
import { ForVault, Tabs } from '../vault/tabs.js';
import { Timeline } from '../vault/timeline.js';
import { VaultCard } from '../vault/vault.js';
import { activeRuns } from '../state/runs.js';
import { Lanes } from './runs.js';

/** All vaults, one of them, or the timeline of a bundle. @param {{part: string, query: URLSearchParams}} props `part`: `<vault>/<bundle>` */
export function VaultsPage({ part, query }) {
    const [vault = '', ...bundle] = part.split('/');
    return html`<${ForVault}>${() => (bundle.length > 0 ? html`<${Timeline} vault=${vault} bundle=${bundle.join('/')} query=${query} />` : html`<${List} only=${vault} />`)}</${ForVault}>`;
}

/** @param {{only: string}} props `only`: the name of the vault that is shown; empty: all */
function List({ only }) {
    const known = useValue(vaults);
    const problem = useValue(vaultsProblem);
    const active = useValue(activeRuns);
    const now = useNow(30_000);
    const shown = known?.filter(({ name }) => only === '' || name === only);
    return html`<div class="page-head"><div><h1>${only === '' ? T.vault.title : T.vault.named(only)}</h1><p class="soft">${T.vault.intro}</p></div></div><${Tabs} current="vaults" />
        <${Wrong} problem=${problem} again=${readVaults} />
        ${known === undefined && problem === undefined && html`<p class="soft" role="status">${T.common.loading}</p>`}
        ${shown?.length === 0 && html`<${Empty} icon="vaults" title=${T.vault.unknown.title}><p>${T.vault.unknown.hint}</p><a href=${link('vaults')}>${T.vault.unknown.back}</a></${Empty}>`}
        ${active.length > 0 && html`<${Lanes} />`}
        ${shown?.map((vault) => html`<${VaultCard} key=${vault.name} vault=${vault} now=${now} />`)}
        ${known !== undefined && html`<${Curl} calls=${[['vaults'], ...known.map(({ name }) => [`vaults/${name}/bundles`])]} />`}`;
}
