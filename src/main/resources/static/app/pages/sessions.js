import { html } from '../../vendor/ui.js';
import { ago, moment } from '../format.js';
import { go, link } from '../route.js';
import { queryOf, useSessions } from '../session/list.js';
import { Result } from '../session/state.js';
import { bundles } from '../state/bundles.js';
import { T } from '../texts.js';
import { useMedia, useNow, useValue } from '../ui/hooks.js';
import { Curl, Empty, FilterField, Rows, Select, Wrong } from '../ui/parts.js';
import { SessionPage } from './session.js';

/** @typedef {import('../schemas.js').Session} Session */

/** The history, or one session of it. @param {{part: string, query: URLSearchParams}} props */
export function SessionsPage({ part, query }) {
    return part === '' ? html`<${History} query=${query} />` : html`<${SessionPage} id=${part} query=${query} />`;
}

/** @param {{query: URLSearchParams}} props */
function History({ query }) {
    const filter = { state: query.get('state') ?? '', type: query.get('type') ?? '', bundle: query.get('bundle') ?? '' };
    const { list, problem, busy, complete, again, more } = useSessions(filter);
    const now = useNow(30_000);
    const filtered = Object.values(filter).some((value) => value !== '');
    return html`<div class="page-head"><div><h1>${T.sessions.title}</h1><p class="soft">${T.sessions.intro}</p></div></div>
        <section class="card"><${Filters} filter=${filter} filtered=${filtered} />
            <${Wrong} problem=${problem} again=${again} />
            <p class="soft small" role="status">${list === undefined ? problem === undefined && T.common.loading : list.length > 0 && T.sessions.count(list.length, !complete)}</p>
            ${list?.length === 0 && html`<${Empty} icon="sessions" title=${filtered ? T.sessions.nothingFound.title : T.sessions.none.title}><p>${filtered ? T.sessions.nothingFound.hint : T.sessions.none.hint}</p></${Empty}>`}
            ${list !== undefined && list.length > 0 && html`<${Rows} class="tall" label=${T.sessions.list} items=${list} height=${64} keyOf=${(/** @type {Session} */ session) => session.sessionId} end=${more}
                row=${(/** @type {Session} */ session) => html`<${Row} session=${session} now=${now} />`} />`}
            ${busy && list !== undefined && html`<p class="soft small">${T.sessions.loadingMore}</p>`}
            <${Curl} calls=${[['sessions', { query: queryOf(filter) }]]} /></section>`;
}

/** @param {{filter: import('../session/list.js').Filter, filtered: boolean}} props */
function Filters({ filter, filtered }) {
    const known = useValue(bundles);
    const choose = (/** @type {Partial<import('../session/list.js').Filter>} */ change) =>
        go('sessions', undefined, Object.fromEntries(Object.entries({ ...filter, ...change }).filter(([, value]) => value !== '')));
    const options = (/** @type {Record<string, string>} */ texts) => [['', T.sessions.filters.any], ...Object.entries(texts)];
    return html`<div class="filters two-columns">
        <${Select} label=${T.sessions.filters.type} value=${filter.type} options=${options(T.common.sessionTypes)} onChange=${(/** @type {string} */ type) => choose({ type })} />
        <${Select} label=${T.sessions.filters.state} value=${filter.state} options=${options(T.common.sessionStates)} onChange=${(/** @type {string} */ state) => choose({ state })} />
        <${FilterField} label=${T.sessions.filters.bundle} value=${filter.bundle} words=${known?.keys() ?? []} onChange=${(/** @type {string} */ bundle) => choose({ bundle })} />
        ${filtered && html`<button type="button" class="button plain" onClick=${() => go('sessions')}>${T.sessions.filters.clear}</button>`}</div>`;
}

/** @param {{session: Session, now: number}} props */
function Row({ session, now }) {
    const narrow = useMedia('(max-width: 48rem)');
    const count = (/** @type {(bundle: Session['bundles'][0]) => boolean} */ is) => session.bundles.filter(is).length;
    const counts = T.sessions.counts(
        count(({ state }) => state === 'running'),
        count(({ state }) => state === 'queued'),
        count(({ outcome }) => outcome === 'failed' || outcome === 'rejected'),
    );
    const [first] = session.bundles;
    const over = session.bundles.length > 0 && session.bundles.every(({ state }) => state === 'ended');
    const facts = [narrow && ago(session.createdAt, now), T.common.sessionTypes[session.type], counts, over && !narrow && T.common.sessionStates[session.state]];
    return html`<a class="session-row" href=${link('sessions', session.sessionId)}>
        <span class="bundle-words"><span class="bundle-name">${first === undefined ? T.sessions.noBundles : T.sessions.names(first.bundleName, session.bundles.length - 1)}</span>
            <span class="soft small bundle-why">${facts.filter(Boolean).join(' · ')}</span></span>
        <span class="soft session-when" title=${moment(session.createdAt)}>${ago(session.createdAt, now)}</span><${Result} session=${session} /></a>`;
}
