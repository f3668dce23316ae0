import { html } from '../../vendor/ui.js';
import { address } from '../api.js';
import { between, bytes, clock, duration, moment, number } from '../format.js';
import { link } from '../route.js';
import { T } from '../texts.js';
import { useNow, usePages } from '../ui/hooks.js';
import { Lane } from '../ui/lane.js';
import { Badge, Curl, Empty, Icon, Notice, Rows, Wrong } from '../ui/parts.js';

/**
 * Everything of one bundle of a session.
 * @typedef {import('../schemas.js').Schemas} Schemas
 * @typedef {{session: import('../schemas.js').Session, bundle: import('../schemas.js').SessionBundle}} Target
 */

/** @param {Target} target */
const pathOf = ({ session, bundle }) => `sessions/${session.sessionId}/bundles/${bundle.bundleName}`;

/** @param {Target} props */
export function Detail({ session, bundle }) {
    const target = { session, bundle };
    const cause = bundle.err?.path ?? bundle.err?.uri;
    const holds = bundle.state !== 'ended';
    return html`<section class="card"><${Lane} ...${target} />
            ${cause && html`<${Notice} kind="bad"><span class="break">${cause}</span></${Notice}>`}</section>
        <div class="columns"><div class="stack"><${Report} ...${target} />${holds && (session.type === 'restore' ? html`<${Uploads} ...${target} />` : html`<${Ready} ...${target} />`)}</div><${Facts} ...${target} /></div>`;
}

/** @param {Target} props */
function Facts({ session, bundle }) {
    const now = useNow();
    const rows = /** @type {[string, any][]} */ ([
        [T.sessions.content, bundle.bytesTotal === undefined ? bytes(bundle.bytesClosed) : T.common.of(bytes(bundle.bytesClosed), bytes(bundle.bytesTotal))],
        [T.sessions.files, bundle.filesTotal === undefined ? number(bundle.filesClosed) : T.common.of(number(bundle.filesClosed), number(bundle.filesTotal))],
        bundle.restoreTo && bundle.restoreTo !== bundle.bundleName && [T.sessions.target, bundle.restoreTo],
        session.type === 'restore' && bundle.restoreMode && [T.sessions.mode, T.sessions.modes[bundle.restoreMode]],
        bundle.paths?.length && [T.sessions.paths, bundle.paths.join(', ')],
        [T.sessions.queuedAt, moment(bundle.queuedAt)],
        bundle.beganAt && [T.sessions.beganAt, moment(bundle.beganAt)],
        bundle.endedAt && [T.sessions.endedAt, moment(bundle.endedAt)],
        bundle.beganAt && [T.sessions.took, duration(bundle.endedAt === undefined ? Math.max(0, (now - Date.parse(bundle.beganAt)) / 1000) : between(bundle.beganAt, bundle.endedAt))],
        bundle.state === 'running' && bundle.deadlineAt && [T.sessions.deadline, clock(bundle.deadlineAt)],
        bundle.state === 'queued' && [T.sessions.priority, number(bundle.priority)],
        bundle.state !== 'ended' && session.type !== 'restore' && [T.sessions.sendRate, T.sessions.rate(bundle.sendRate)],
    ].filter(Boolean));
    return html`<section class="card"><h2>${T.sessions.facts}</h2><dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd class="break">${value}</dd>`)}</dl>
        <p><a href=${link('bundles', bundle.restoreTo ?? bundle.bundleName)}>${T.sessions.wholeBundle}</a></p><${Curl} calls=${[[pathOf({ session, bundle })]]} /></section>`;
}

/** What was and was not done. @param {Target} props */
function Report({ session, bundle }) {
    const path = `${pathOf({ session, bundle })}/report`;
    const query = { limit: 500 };
    const { first, items, problem, complete, again, more } = usePages(path, query, (/** @type {Schemas['BundleReport']} */ page) => page.failed, [bundle.state, bundle.phase, bundle.failedCount]);
    return html`<section class="card"><div class="card-head"><h2>${T.sessions.report}</h2>${items && items.length > 0 && html`<span class="soft small">${T.sessions.failedCount(items.length, !complete)}</span>`}</div>
        <${Wrong} problem=${problem} again=${again} />
        ${first?.files !== undefined && bundle.beganAt && html`<p>${T.sessions.reportDone(T.common.files(first.files), bytes(first.bytes))}</p>`}
        ${first?.dryRun && first.added !== undefined && html`<p>${T.sessions.dryRun(first.added, first.changed ?? 0, first.removed ?? 0)}</p>`}
        ${bundle.state === 'ended' && !bundle.beganAt && html`<p class="soft">${T.sessions.neverBegan}</p>`}${bundle.state !== 'ended' && html`<p class="soft">${T.sessions.noReport}</p>`}
        ${items?.length === 0 && bundle.state === 'ended' && bundle.beganAt && html`<p class="row"><${Icon} name=${bundle.outcome === 'completed' ? 'check' : 'cancelled'} />${T.sessions.nothingFailed}</p>`}
        ${items && items.length > 0 && html`<${Rows} class="failures" label=${T.sessions.failed} items=${items} height=${56} keyOf=${(/** @type {any} */ entry) => entry.key ?? `${entry.path}/${entry.code}`} end=${more}
            row=${(/** @type {Schemas['FailedFile']} */ entry) => html`<div class="failure"><span class="cut" title=${entry.path}>${entry.path}</span><span class="soft small cut" title=${entry.message}>${T.sessions.failure(entry.message, entry.code)}</span></div>`} />`}
        <${Curl} calls=${[[path]]} /></section>`;
}

/** What a backup has ready for its client. @param {Target} props */
function Ready({ session, bundle }) {
    const path = `${pathOf({ session, bundle })}/files`;
    const query = { state: 'ready', limit: 200 };
    const { items, problem, again, more } = usePages(path, query, (/** @type {Schemas['DeliveredFileList']} */ page) => page.files, [bundle.filesReady, bundle.filesClosed, bundle.phase]);
    // The list grows, so its last page names a next one as well: read on only while there was something.
    return html`<section class="card"><h2>${T.sessions.ready}</h2><${Wrong} problem=${problem} again=${again} />
        ${items?.length === 0 && html`<p class="soft">${T.sessions.noReady}</p>`}
        ${items && items.length > 0 && html`<${Rows} label=${T.sessions.ready} items=${items} height=${56} keyOf=${(/** @type {Schemas['DeliveredFile']} */ file) => file.contentUrl} end=${() => items.length % query.limit === 0 && more()}
            row=${(/** @type {Schemas['DeliveredFile']} */ file) => html`<div class="file-row"><span class="cut" title=${file.sha256}>${file.uri}</span><span class="soft small">${T.sessions.kinds[file.kind]}</span><span class="soft number">${bytes(file.size)}</span>
                <a class="button plain small" href=${address(file.contentUrl).href} download=${file.uri} aria-label=${T.sessions.downloadFile(file.uri)} title=${T.sessions.download}><${Icon} name="backup" /></a></div>`} />`}
        <${Curl} calls=${[[path, { query: { state: 'ready' } }]]} /></section>`;
}

/** What a restore has got from its client. @param {Target} props */
function Uploads({ session, bundle }) {
    const path = `${pathOf({ session, bundle })}/uploads`;
    const { items, problem, again, more } = usePages(path, { limit: 200 }, (/** @type {Schemas['UploadList']} */ page) => page.uploads, [bundle.filesReady, bundle.bytesReady, bundle.phase]);
    return html`<section class="card"><h2>${T.sessions.uploads}</h2><${Wrong} problem=${problem} again=${again} />
        ${items?.length === 0 && html`<p class="soft">${T.sessions.noUploads}</p>`}
        ${items && items.length > 0 && html`<${Rows} label=${T.sessions.uploads} items=${items} height=${56} keyOf=${(/** @type {any} */ upload) => upload.uri} end=${more}
            row=${(/** @type {any} */ upload) => html`<div class="file-row"><span class="cut">${upload.uri}</span><span class="soft number">${upload.size === undefined ? bytes(upload.offset) : T.common.of(bytes(upload.offset), bytes(upload.size))}</span>
                ${upload.complete && html`<${Badge} kind="good" icon="check">${T.sessions.complete}</${Badge}>`}</div>`} />`}
        <${Curl} calls=${[[path]]} /></section>`;
}
