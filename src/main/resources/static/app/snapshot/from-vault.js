import { html } from '../../vendor/ui.js';
import { ago, bytes, moment } from '../format.js';
import { link } from '../route.js';
import { may } from '../state/login.js';
import { contents } from '../state/vaults.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { Icon } from '../ui/parts.js';
import { restoreLink, useSnapshots } from './snapshots.js';

/** So many snapshots are offered at once. */
const OFFERED = 3;

/** Restoring without a folder, if a vault has snapshots. @param {{bundle: string}} props `bundle`: empty if none is meant */
export function FromVault({ bundle }) {
    const places = [...useValue(contents)].map(([vault, lines]) => ({ vault, names: lines.filter(({ bundleName, snapshots }) => snapshots > 0 && (bundle === '' || bundleName === bundle)).map(({ bundleName }) => bundleName) }));
    const held = places.filter(({ names }) => names.length > 0);
    if (!may('vault') || held.length === 0) {
        return null;
    }
    const f = T.snapshot.fromVault;
    return html`<section class="card"><h2>${f.title}</h2><p class="soft">${bundle === '' ? f.any(new Set(held.flatMap(({ names }) => names)).size) : f.hint}</p>
        ${bundle !== '' && held.map(({ vault }) => html`<${Newest} key=${vault} vault=${vault} bundle=${bundle} many=${held.length > 1} />`)}
        <div class="row"><a class=${`button ${bundle === '' ? 'main' : ''}`} href=${link('restore-snapshot', undefined, bundle === '' ? {} : { bundle })}><${Icon} name="restore" />${bundle === '' ? f.choose : f.all}</a></div></section>`;
}

/** @param {{vault: string, bundle: string, many: boolean}} props */
function Newest({ vault, bundle, many }) {
    const now = useNow(60_000);
    const list = (useSnapshots(vault, bundle).value ?? []).filter(({ goneAt }) => goneAt === undefined).slice(0, OFFERED);
    return html`<ul class="versions" aria-label=${many ? vault : T.snapshot.fromVault.title}>${list.map((each, at) => html`<li><span class="version-when"><span>${moment(each.takenAt)}</span><span class="soft small">${many ? `${vault}, ` : ''}${ago(each.takenAt, now)}</span></span>
        <span></span><span class="number soft">${bytes(each.bytes)}</span><span><a class=${`button ${at === 0 ? 'main' : ''}`} href=${restoreLink(each)} aria-label=${T.snapshot.fromVault.restoreOf(moment(each.takenAt))}>${T.snapshot.fromVault.restore}</a></span></li>`)}</ul>`;
}
