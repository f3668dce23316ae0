import { html, useEffect, useRef, useState } from '../vendor/ui.js';
// Both take events from the beginning, before their pages are opened.
import './events/log.js';
import './session/list.js';
import { connection, tell } from './live/live.js';
import { link, route } from './route.js';
import { ask, login, signOut, unreachable } from './state/login.js';
import { readBundles } from './state/bundles.js';
import { readRuns } from './state/runs.js';
import { readSessions } from './state/sessions.js';
import { readVaults } from './state/vaults.js';
import { T } from './texts.js';
import { useValue } from './ui/hooks.js';
import { Empty, Icon, Notice } from './ui/parts.js';
import { Messages } from './ui/messages.js';
import { Steering } from './ui/steer.js';
import { SignIn } from './pages/sign-in.js';
import { Cancelling } from './vault/lane.js';

/**
 * Pages by the first word of the address; `title` is also the title of the window, after the name of the thing that is shown, if it has one. The
 * code of a page is fetched when the page is opened first, or a moment after the first page is shown.
 */
const PAGES = {
    overview: { title: T.overview.title, page: async () => (await import('./pages/overview.js')).Overview },
    backup: { title: T.backup.title, page: async () => (await import('./pages/backup.js')).Backup },
    bundles: { title: T.bundle.title, page: async () => (await import('./pages/bundle.js')).BundlePage, named: true },
    sessions: { title: T.sessions.title, page: async () => (await import('./pages/sessions.js')).SessionsPage },
    events: { title: T.events.title, page: async () => (await import('./pages/events.js')).EventsPage },
    restore: { title: T.restore.title, page: async () => (await import('./pages/restore.js')).Restore },
    vaults: { title: T.vault.title, page: async () => (await import('./pages/vaults.js')).VaultsPage, named: true },
    schedules: { title: T.schedules.title, page: async () => (await import('./pages/schedules.js')).SchedulesPage, named: true },
    runs: { title: T.runs.title, page: async () => (await import('./pages/runs.js')).RunsPage },
    snapshots: { title: T.snapshot.title, page: async () => (await import('./pages/snapshot.js')).SnapshotPage },
    'restore-snapshot': { title: T.snapshot.wizard.title, page: async () => (await import('./pages/restore-snapshot.js')).RestoreSnapshot },
};

/** Pages that belong to one of the navigation. @type {Record<string, string>} */
const OF = { bundles: 'overview', schedules: 'vaults', runs: 'vaults', snapshots: 'vaults', 'restore-snapshot': 'restore' };

/** What the navigation shows, in its order. */
const NAVIGATION = /** @type {const} */ (['overview', 'backup', 'restore', 'vaults', 'sessions', 'events']);

export function App() {
    const who = useValue(login);
    const problem = useValue(unreachable);
    if (who === undefined) {
        return problem === undefined
            ? html`<p class="unseen" role="status">${T.common.loading}</p>`
            : html`<main class="sign-in"><div class="stack"><${Notice} kind="bad" title=${T.common.unreachable.title}>${T.common.unreachable.hint}</${Notice}>
                <button class="button" onClick=${ask}>${T.common.tryAgain}</button></div></main>`;
    }
    return who === null ? html`<${SignIn} />` : html`<${Frame} name=${who.name} warning=${who.warning} />`;
}

/** @param {{name: string, warning?: string}} props */
function Frame({ name, warning }) {
    const { page, part, query } = useValue(route);
    const main = useRef(/** @type {HTMLElement | null} */ (null));
    const first = useRef(true);
    useEffect(() => {
        readBundles();
        readSessions();
        readVaults();
        readRuns();
    }, [name]);
    const known = PAGES[/** @type {keyof typeof PAGES} */ (page)];
    useEffect(() => {
        const title = known === undefined ? T.common.noPage.title : 'named' in known && part !== '' ? part : known.title;
        document.title = `${title} · ${T.common.product}`;
        // A new page is announced, and the keyboard goes on in it.
        if (!first.current) {
            main.current?.focus();
            scrollTo(0, 0);
        }
        first.current = false;
    }, [page, part]);
    return html`<a class="skip button" href=${location.hash || '#/'} onClick=${(/** @type {Event} */ event) => {
            event.preventDefault();
            main.current?.focus();
        }}>${T.common.skip}</a>
    <div class="frame">
        <${Side} page=${page} name=${name} />
        <main class="page" tabindex="-1" ref=${main}>${warning && page === 'overview' && html`<${Notice} kind="warn" title=${T.common.unsafe}><span>${withSettings(warning)}</span></${Notice}>`}${
            known === undefined
                ? html`<${Empty} icon="search" title=${T.common.noPage.title} heading><p>${T.common.noPage.hint}</p><a class="button" href="#/">${T.common.noPage.back}</a></${Empty}>`
                : html`<${Page} key=${`${page}/${part}`} load=${known.page} part=${part} query=${query} />`
        }</main>
    </div>
    <${Steering} /><${Cancelling} /><${Messages} />`;
}

/** A sentence of the service, with the names of settings as code. @param {string} sentence */
const withSettings = (sentence) => sentence.split(/(server(?:\.[a-z-]+)+)/).map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));

/**
 * @typedef {(props: {part: string, query: URLSearchParams}) => unknown} PageView
 * @type {Map<Function, PageView>}
 */
const loaded = new Map();

/** Fetches the code of all pages, so that they can be opened while the service is away. */
function fetchAll() {
    for (const { page } of Object.values(PAGES)) {
        // Whoever opens the page is told.
        page().catch(() => {});
    }
}

/** @param {{load: () => Promise<unknown>, part: string, query: URLSearchParams}} props */
function Page({ load, part, query }) {
    const [state, setState] = useState(loaded.has(load) ? 'loaded' : 'loading');
    useEffect(() => {
        let wanted = true;
        if (state === 'loading') {
            load().then(
                (page) => {
                    if (loaded.size === 0) setTimeout(fetchAll, 500);
                    loaded.set(load, /** @type {PageView} */ (page));
                    if (wanted) setState('loaded');
                },
                () => {
                    if (wanted) setState('failed');
                },
            );
        }
        return () => {
            wanted = false;
        };
    }, []);
    const view = loaded.get(load);
    if (view !== undefined) {
        return html`<${view} part=${part} query=${query} />`;
    }
    // A browser does not fetch a module again that could not be fetched once.
    return state === 'failed'
        ? html`<div class="stack"><${Notice} kind="bad" title=${T.common.unreachable.title}>${T.common.unreachable.hint}</${Notice}>
            <button type="button" class="button" onClick=${() => location.reload()}>${T.common.tryAgain}</button></div>`
        : html`<p class="unseen" role="status">${T.common.loading}</p>`;
}

/** @param {{page: string, name: string}} props */
function Side({ page, name }) {
    const current = OF[page] ?? page;
    return html`<div class="side">
        <a class="brand" href="#/"><img src="favicon.svg" alt="" /><span>${T.common.product}</span></a>
        <nav class="nav" aria-label=${T.common.navigation}><ul>${NAVIGATION.map((name) => html`<li><a href=${link(name)} aria-current=${current === name ? 'page' : undefined}>
            <${Icon} name=${name} />${T.common.pages[name]}</a></li>`)}</ul></nav>
        <div class="side-end">
            <${Connection} />
            <div class="signed-in"><span class="who soft break">${name}</span><button type="button" class="button plain small" onClick=${signOut}><${Icon} name="sign-out" />${T.common.signOut}</button></div>
        </div>
    </div>`;
}

function Connection() {
    const { state, behind } = useValue(connection);
    const text = state === 'catchingUp' ? T.common.connection.catchingUp(behind) : T.common.connection[state];
    return html`<div class="connection" role="status"><${Icon} name=${state === 'live' ? 'live' : state === 'reconnecting' ? 'offline' : 'running'} /><span>${text}</span>
        ${state === 'reconnecting' && html`<button type="button" class="button plain small reconnect" title=${T.common.connection.now} aria-label=${T.common.connection.now} onClick=${() => tell('start')}><${Icon} name="running" /></button>`}</div>`;
}
