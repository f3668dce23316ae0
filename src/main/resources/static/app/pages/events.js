import { html, useMemo, useState } from '../../vendor/ui.js';
import { matcher, summary, TYPES } from '../events/filter.js';
import { count, MOST, readLog, recent } from '../events/log.js';
import { time } from '../format.js';
import { go, link } from '../route.js';
import { T } from '../texts.js';
import { useCall, useMedia, useValue } from '../ui/hooks.js';
import { Copy, Curl, Empty, FilterField, Icon, Notice, Rows, Select, Wrong } from '../ui/parts.js';

/** @typedef {import('../events/log.js').Entry} Entry */

/** @typedef {import('../events/filter.js').Filter} Filter */

/** A console of what happens in all sessions, or of the log of one. @param {{query: URLSearchParams}} props */
export function EventsPage({ query }) {
    const session = query.get('session') ?? '';
    return html`<div class="page-head"><div><h1>${T.events.title}</h1><p class="soft break">${session === '' ? T.events.intro : T.events.introSession(session)}</p></div></div>
        <${Console} key=${query.toString()} initial=${{ type: query.get('type') ?? '', session, bundle: query.get('bundle') ?? '', text: query.get('text') ?? '' }} />`;
}

/** An identifier that is whole is that of a session whose log can be read. */
const WHOLE = /^[0-9a-f-]{32,36}$/;

/** @param {{initial: Filter}} props */
function Console({ initial }) {
    const [filter, setFilter] = useState(initial);
    const came = useValue(count);
    const [first, setFirst] = useState(false);
    const log = useCall((signal) => (WHOLE.test(filter.session) ? readLog(filter.session, first, signal) : Promise.resolve(undefined)), [filter.session, first]);
    const [paused, pause] = useState(/** @type {{entries: Entry[], came: number} | undefined} */ (undefined));
    const [open, setOpen] = useState(/** @type {Entry | undefined} */ (undefined));
    const all = paused?.entries ?? together(log.value, filter.session, first);
    const shown = useMemo(() => all.filter(matcher(filter)), [paused ?? came, log.value, filter.type, filter.session, filter.bundle, filter.text]);
    const stop = () => paused === undefined && pause({ entries: all, came: count.peek() });
    const filtered = Object.values(filter).some((value) => value !== '');
    const reading = log.value === undefined && log.problem === undefined && WHOLE.test(filter.session);
    return html`<section class="card console"><${Filters} filter=${filter} set=${setFilter} />
        <${Wrong} problem=${log.problem} again=${log.again} />
        ${log.value && html`<${Bounds} log=${log.value} first=${first} setFirst=${setFirst} />`}
        <div class="row console-bar"><button type="button" class="button" aria-pressed=${paused !== undefined} onClick=${() => (paused === undefined ? stop() : pause(undefined))}>
                <${Icon} name=${paused === undefined ? 'pause' : 'play'} />${paused === undefined ? T.events.pause : T.events.goOn}</button>
            <${Copy} label=${T.events.copyShown} text=${() => shown.map(({ event }) => JSON.stringify(event)).join('\n')} />
            <p class="soft small" role=${paused === undefined ? undefined : 'status'}>${paused === undefined ? T.events.shown(shown.length, MOST) : T.events.waiting(Math.min(MOST, came - paused.came), came - paused.came > MOST)}</p></div>
        ${reading && html`<p class="soft">${T.events.reading}</p>`}
        ${!reading && shown.length === 0 && html`<${Empty} icon="events" title=${filtered ? T.events.nothingFound.title : T.events.none.title}><p>${filtered ? T.events.nothingFound.hint : T.events.none.hint}</p></${Empty}>`}
        <${List} shown=${shown} follow=${paused === undefined} stop=${stop} open=${open} setOpen=${setOpen} />
        ${open && html`<${Detail} entry=${open} close=${() => setOpen(undefined)} />`}
        <${Curl} calls=${[filter.session === '' ? ['events', { headers: { Accept: 'text/event-stream' } }] : [`sessions/${filter.session}/events`, { headers: { Accept: 'text/event-stream' } }]]} /></section>`;
}

/**
 * The log that was read, and what came since.
 * @param {Awaited<ReturnType<typeof readLog>> | undefined} log @param {string} session @param {boolean} first
 */
function together(log, session, first) {
    if (log === undefined) {
        return recent();
    }
    const since = first ? [] : recent().filter(({ event }) => event.sessionId === session && (event.seq === undefined || event.seq > log.last));
    return [...log.entries, ...since].slice(-MOST);
}

/** @param {{log: NonNullable<Awaited<ReturnType<typeof readLog>>>, first: boolean, setFirst: (first: boolean) => void}} props */
function Bounds({ log, first, setFirst }) {
    return log.skipped === 0 && !(first && log.entries.length >= MOST)
        ? null
        : html`<${Notice}><span>${first ? T.events.onlyFirst(log.entries.length) : T.events.skipped(log.skipped, log.last)}</span>
            <div><button type="button" class="button" onClick=${() => setFirst(!first)}>${first ? T.events.readLast : T.events.readFirst}</button></div></${Notice}>`;
}

/** @param {{filter: Filter, set: (filter: Filter) => void}} props */
function Filters({ filter, set }) {
    const field = (/** @type {'session' | 'bundle' | 'text'} */ name, /** @type {string} */ hint) =>
        html`<${FilterField} each label=${T.events.filters[name]} hint=${hint} value=${filter[name]} onChange=${(/** @type {string} */ value) => set({ ...filter, [name]: value })} />`;
    const options = [...Object.entries(T.events.types), ...TYPES.map((type) => [type, type]), ...Object.entries(T.events.views)];
    const clear = () => {
        set({ type: '', session: '', bundle: '', text: '' });
        go('events');
    };
    return html`<div class="filters"><${Select} label=${T.events.filters.type} value=${filter.type} options=${options} onChange=${(/** @type {string} */ type) => set({ ...filter, type })} />
        ${field('bundle', T.events.filters.bundleHint)}${field('text', T.events.filters.textHint)}${field('session', T.events.filters.sessionHint)}
        ${Object.values(filter).some((value) => value !== '') && html`<button type="button" class="button plain" onClick=${clear}>${T.events.clear}</button>`}</div>`;
}

/** @param {{shown: Entry[], follow: boolean, stop: () => void, open: Entry | undefined, setOpen: (entry: Entry | undefined) => void}} props */
function List({ shown, follow, stop, open, setOpen }) {
    const narrow = useMedia('(max-width: 48rem)');
    return html`<${Rows} class="tall events" label=${T.events.list} items=${shown} height=${narrow ? 60 : 34} keyOf=${(/** @type {Entry} */ entry) => entry.id} follow=${follow && open === undefined} left=${stop}
        row=${(/** @type {Entry} */ entry) => html`<${Row} entry=${entry} open=${open?.id === entry.id} toggle=${() => {
            // What a person reads must not move away.
            stop();
            setOpen(open?.id === entry.id ? undefined : entry);
        }} />`} />`;
}

/** @param {{entry: Entry, open: boolean, toggle: () => void}} props */
function Row({ entry: { event }, open, toggle }) {
    return html`<button type="button" class=${`event ${event.err ? 'err' : ''}`} aria-expanded=${open} onClick=${toggle}>
        <span class="event-time">${time(event.time)}</span><span class="event-type">${event.err && html`<${Icon} name="failed" />`}${event.type}</span>
        <span class="event-bundle cut">${event.bundleName ?? T.events.ofSession(event.sessionId ?? '')}</span><span class="event-summary cut">${summary(event)}</span></button>`;
}

/** @param {{entry: Entry, close: () => void}} props */
function Detail({ entry: { event }, close }) {
    const text = JSON.stringify(event, null, 2);
    return html`<section class="event-detail" aria-label=${T.events.detail}><div class="card-head"><h2>${event.type}</h2>
            <button type="button" class="button plain" aria-label=${T.events.closeDetail} onClick=${close}><${Icon} name="close" /></button></div>
        <pre class="text-box" tabindex="0">${text}</pre>
        <div class="row"><${Copy} label=${T.events.copyJson} text=${text} />${event.sessionId && html`<a href=${link('sessions', event.sessionId)}>${T.events.toSession}</a>`}${event.runId && html`<a href=${link('runs', event.runId)}>${T.events.toRun}</a>`}${event.bundleName && html`<a href=${link('bundles', event.bundleName)}>${T.events.toBundle}</a>`}</div></section>`;
}
