import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';
import { ago, moment, number } from '../format.js';
import { link } from '../route.js';
import { Detail } from '../session/detail.js';
import { SessionState } from '../session/state.js';
import { useQueue } from '../state/queue.js';
import { readSession, sessions } from '../state/sessions.js';
import { T } from '../texts.js';
import { useCall, useNow, useValue } from '../ui/hooks.js';
import { Lane, useLaneHeight } from '../ui/lane.js';
import { say } from '../ui/messages.js';
import { Confirm, Curl, Empty, Icon, Rows, Select, Wrong } from '../ui/parts.js';

/** @typedef {import('../schemas.js').Session} Session @typedef {import('../schemas.js').SessionBundle} SessionBundle */

/** A session live: a lane a bundle, or everything of one bundle. @param {{id: string, query: URLSearchParams}} props */
export function SessionPage({ id, query }) {
    const listed = useValue(sessions)?.get(id);
    // Asked again when it leaves the list of those that live: then it was released, and the events tell no more of it.
    const asked = useCall((signal) => readSession(id, signal), [id, listed === undefined]);
    const session = listed ?? asked.value;
    const head = useRef(/** @type {HTMLElement | null} */ (null));
    const chosen = query.get('bundle');
    const before = useRef(chosen);
    useQueue();
    useEffect(() => {
        if (before.current !== chosen) {
            head.current?.focus();
            scrollTo(0, 0);
        }
        before.current = chosen;
    }, [chosen]);
    if (session === undefined) {
        const missing = asked.problem instanceof Problem && [400, 404].includes(asked.problem.status);
        return missing
            ? html`<${Empty} icon="sessions" title=${T.sessions.unknown.title} heading><p>${T.sessions.unknown.hint}</p><a href=${link('sessions')}>${T.sessions.unknown.back}</a></${Empty}>`
            : html`<h1>${T.sessions.session}</h1>${asked.problem === undefined ? html`<p class="soft">${T.common.loading}</p>` : html`<${Wrong} problem=${asked.problem} again=${asked.again} />`}`;
    }
    const only = session.bundles.length === 1 ? session.bundles[0] : undefined;
    const bundle = chosen === null ? only : session.bundles.find(({ bundleName }) => bundleName === chosen);
    return html`<${Head} session=${session} head=${head} />
        ${bundle === undefined ? html`<${Lanes} session=${session} />` : html`${only === undefined && html`<p><a href=${link('sessions', id)}>${T.sessions.backToAll}</a></p>`}
            <${Detail} key=${bundle.bundleName} session=${session} bundle=${bundle} />`}`;
}

/** @param {{session: Session, head: {current: HTMLElement | null}}} props */
function Head({ session, head }) {
    const now = useNow(10_000);
    const [releasing, setReleasing] = useState(false);
    const ended = ['released', 'expired', 'releasing'].includes(session.state);
    const path = `sessions/${session.sessionId}`;
    const left = session.bundles.filter(({ state }) => state !== 'ended').length;
    const release = async () => {
        await call(path, { method: 'DELETE' });
        say('good', T.sessions.releaseDialog.done);
        await readSession(session.sessionId);
    };
    const texts = T.sessions.releaseDialog;
    return html`<div class="page-head"><div><p class="soft">${T.sessions.session}</p><h1 tabindex="-1" ref=${head}>${T.common.sessionTypes[session.type]}</h1>
            <p class="row"><${SessionState} session=${session} /><span class="soft" title=${moment(session.createdAt)}>${T.sessions.begun(ago(session.createdAt, now))}</span>
                ${!ended && html`<span class="soft" title=${moment(session.expiresAt)}>${T.sessions.expires(ago(session.expiresAt, now))}</span>`}</p>
            <p class="soft small break">${T.sessions.idOf(session.sessionId)}</p></div>
        <div class="row"><a class="button" href=${link('events', undefined, { session: session.sessionId })}><${Icon} name="events" />${T.sessions.events(number(session.lastSeq))}</a>
            ${!ended && html`<button type="button" class="button danger" onClick=${() => setReleasing(true)}>${T.sessions.release}</button>`}</div></div>
        ${releasing && html`<${Confirm} title=${texts.title} action=${T.sessions.release} keep=${texts.keep} run=${release} close=${() => setReleasing(false)} calls=${[[path, { method: 'DELETE' }]]}>
            <p>${left > 0 ? texts.running(left) : texts.nothing} ${texts.files}</p><p>${texts.stays}</p></${Confirm}>`}`;
}

const MANY = 6;
/** @type {Record<string, (bundle: SessionBundle) => boolean>} */
const KINDS = {
    running: ({ state }) => state === 'running',
    queued: ({ state }) => state === 'queued',
    failed: ({ outcome }) => outcome === 'failed' || outcome === 'rejected',
    completed: ({ outcome }) => outcome === 'completed',
    cancelled: ({ outcome }) => outcome === 'cancelled',
};
/** @type {Record<string, string>} */
const KIND_NAMES = { ...T.common.bundleStates, ...T.common.outcomes };

/** @param {{session: Session}} props */
function Lanes({ session }) {
    const height = useLaneHeight();
    const [filter, setFilter] = useState('');
    const [kind, setKind] = useState('');
    const shown = useMemo(
        () => session.bundles.filter((bundle) => bundle.bundleName.toLowerCase().includes(filter.trim().toLowerCase()) && (kind === '' || KINDS[kind]?.(bundle))),
        [session, filter, kind],
    );
    const options = [
        ['', T.overview.showAll(session.bundles.length)],
        ...Object.entries(KINDS).flatMap(([key, is]) => {
            const count = session.bundles.filter(is).length;
            return count === 0 && key !== kind ? [] : [[key, T.overview.showState(KIND_NAMES[key] ?? key, count)]];
        }),
    ];
    return html`<section class="card"><div class="card-head"><h2>${T.sessions.bundles}</h2>${session.bundles.length >= MANY && html`<div class="filters">
            <${Select} bare label=${T.sessions.show} value=${kind} options=${options} onChange=${setKind} />
            <input class="input filter" type="search" placeholder=${T.sessions.find} aria-label=${T.sessions.find} value=${filter} onInput=${(/** @type {any} */ event) => setFilter(event.currentTarget.value)} /></div>`}</div>
        ${session.bundles.length === 0 ? html`<p class="soft">${T.sessions.noBundlesHint}</p>` : shown.length === 0 && html`<p class="soft" role="status">${T.sessions.nothingOfKind}</p>`}
        <${Rows} class="tall lanes" label=${T.sessions.bundles} items=${shown} height=${height} keyOf=${(/** @type {SessionBundle} */ bundle) => bundle.bundleName}
            row=${(/** @type {SessionBundle} */ bundle) => html`<${Lane} session=${session} bundle=${bundle} />`} />
        <${Curl} calls=${[[`sessions/${session.sessionId}`]]} /></section>`;
}
