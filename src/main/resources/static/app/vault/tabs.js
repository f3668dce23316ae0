import { html } from '../../vendor/ui.js';
import { link } from '../route.js';
import { may } from '../state/login.js';
import { T } from '../texts.js';
import { Empty } from '../ui/parts.js';

/** The pages of the vaults, one beside the other. @param {{current: 'vaults' | 'schedules' | 'runs'}} props */
export function Tabs({ current }) {
    return html`<nav class="tabs" aria-label=${T.vault.tabs.label}>${/** @type {const} */ (['vaults', 'schedules', 'runs']).map((name) => html`<a href=${link(name)} aria-current=${current === name ? 'page' : undefined}>${T.vault.tabs[name]}</a>`)}</nav>`;
}

/** A page that only callers with the authority see. @param {{children: () => any}} props */
export function ForVault({ children }) {
    return may('vault') ? children() : html`<${Empty} icon="vaults" title=${T.vault.noAuthority.title} heading><p>${T.vault.noAuthority.hint}</p></${Empty}>`;
}

/** The address of a bundle's timeline. @param {string} vault @param {string} bundle @param {Record<string, string>} [query] */
export function timelineLink(vault, bundle, query) {
    return link('vaults', vault, {}) + `/${encodeURIComponent(bundle)}${query === undefined ? '' : `?${new URLSearchParams(query)}`}`;
}
