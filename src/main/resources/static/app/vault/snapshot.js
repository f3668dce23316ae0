import { html, useState } from '../../vendor/ui.js';
import { call, Problem } from '../api.js';
import { ago, bytes, moment, number } from '../format.js';
import { link } from '../route.js';
import { may } from '../state/login.js';
import { readVaults, vaults } from '../state/vaults.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { say } from '../ui/messages.js';
import { Badge, Curl, Dialog, Field, Icon, Notice, Wrong } from '../ui/parts.js';

/** @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot @typedef {{snapshot: VaultSnapshot, others: VaultSnapshot[], changed: () => void, close: () => void}} Props `others`: all of the bundle, newest first */

/** @param {VaultSnapshot} snapshot */
const pathOf = ({ vault, snapshotId }) => `vaults/${vault}/snapshots/${snapshotId}`;

/** Everything of a snapshot, and what can be done with it. @param {Props} props */
export function SnapshotDialog(props) {
    const [deleting, setDeleting] = useState(false);
    return deleting ? html`<${Delete} ...${props} back=${() => setDeleting(false)} />` : html`<${Details} ...${props} remove=${() => setDeleting(true)} />`;
}

/** Does something with the snapshot, says so and reads the list again. @param {Props} props */
function useChange({ snapshot, changed }) {
    const [state, set] = useState(/** @type {{busy?: boolean, problem?: Error}} */ ({}));
    /** @param {string} path @param {import('../api.js').Call} options @param {string} done */
    const change = async (path, options, done) => {
        set({ busy: true });
        try {
            await call(`${pathOf(snapshot)}${path}`, options);
            say('good', done);
            set({});
            changed();
            readVaults();
        } catch (failure) {
            set({ problem: /** @type {Error} */ (failure) });
        }
    };
    return { ...state, change };
}

/** @param {Props & {remove: () => void}} props */
function Details(props) {
    const { snapshot, close, remove } = props;
    const texts = T.vault.snapshot;
    const { busy, problem, change } = useChange(props);
    const admin = may('vault-admin');
    const deleted = snapshot.goneAt !== undefined;
    const pinned = { method: 'PATCH', json: { pinned: !snapshot.pinned } };
    return html`<${Dialog} title=${texts.title(moment(snapshot.takenAt))} close=${close}>
        <div class="row">${snapshot.complete ? html`<${Badge} kind="good" icon="check">${texts.complete}</${Badge}>` : html`<${Badge} kind="warn" icon="warning">${texts.incomplete}</${Badge}>`}
            ${snapshot.pinned && html`<${Badge} kind="busy" icon="pin">${texts.pinned}</${Badge}>`}${deleted && html`<${Badge} icon="delete">${texts.deleted}</${Badge}>`}</div>
        ${snapshot.goneAt !== undefined ? html`<${Notice} kind="warn">${texts.gone(ago(snapshot.goneAt), moment(snapshot.goneAt))}</${Notice}>` : html`<${Kept} snapshot=${snapshot} />`}
        <div class="row"><a class="button main" href=${link('snapshots', snapshot.vault, {}) + `/${snapshot.snapshotId}`}><${Icon} name="folder" />${T.vault.timeline.browse}</a>
            <a class="button" href=${link('restore-snapshot', undefined, { vault: snapshot.vault, snapshotId: snapshot.snapshotId })}><${Icon} name="restore" />${T.vault.timeline.restore}</a></div>
        <${Facts} snapshot=${snapshot} /><${Note} ...${props} />
        <div class="row snapshot-actions">
            ${!deleted && (admin || !snapshot.pinned) && html`<button type="button" class="button" disabled=${busy} onClick=${() => change('', pinned, snapshot.pinned ? texts.unpinDone : texts.pinDone)}><${Icon} name="pin" />${snapshot.pinned ? texts.unpin : texts.pin}</button>`}
            ${admin && deleted && html`<button type="button" class="button" disabled=${busy} onClick=${() => change('/undelete', { method: 'POST' }, texts.undeleteDone)}><${Icon} name="undo" />${texts.undelete}</button>`}
            ${admin && !deleted && html`<button type="button" class="button danger" disabled=${busy || snapshot.pinned} onClick=${remove}><${Icon} name="delete" />${texts.delete}</button>`}</div>
        ${admin ? snapshot.pinned && html`<p class="soft small">${texts.deletePinned}</p>` : html`<p class="soft small">${texts.needsAdmin}</p>`}
        <${Wrong} problem=${problem} />
        <div class="dialog-end"><button type="button" class="button" onClick=${close}>${T.common.close}</button></div>
        <${Curl} calls=${[[pathOf(snapshot)], [pathOf(snapshot), pinned], deleted ? [`${pathOf(snapshot)}/undelete`, { method: 'POST' }] : [pathOf(snapshot), { method: 'DELETE' }]]} /></${Dialog}>`;
}

/** Why it stays. @param {{snapshot: VaultSnapshot}} props */
function Kept({ snapshot }) {
    const reasons = snapshot.keptBy ?? [];
    return reasons.length === 0
        ? snapshot.runId !== undefined && html`<${Notice} kind="warn">${T.vault.going}</${Notice}>`
        : html`<ul class="reasons">${reasons.map((reason) => html`<li><${Icon} name=${reason === 'pinned' ? 'pin' : 'check'} />${T.vault.keptWhy[reason] ?? reason}</li>`)}</ul>`;
}

/** @param {{snapshot: VaultSnapshot}} props */
function Facts({ snapshot }) {
    const texts = T.vault.snapshot;
    const rows = /** @type {[string, any][]} */ ([
        [texts.data, `${bytes(snapshot.bytes)}, ${T.common.files(snapshot.files)}`],
        [texts.added, bytes(snapshot.addedBytes)],
        [texts.stored, bytes(snapshot.storedBytes)],
        snapshot.parent !== undefined && [texts.changed, number(snapshot.changed)],
        snapshot.parent !== undefined && [texts.removed, number(snapshot.removed)],
        snapshot.failedCount > 0 && [texts.failed, T.common.files(snapshot.failedCount)],
        snapshot.versionName !== '' && [texts.version, texts.versionOf(snapshot.versionName, snapshot.versionCode)],
        snapshot.runId !== undefined && [texts.run, html`<a href=${link('runs', snapshot.runId)}>${texts.toRun}</a>`],
        [texts.id, html`<code class="break">${snapshot.snapshotId}</code>`],
        [texts.restic, html`<code title=${snapshot.resticId}>${snapshot.resticId.slice(0, 8)}</code>`],
    ].filter(Boolean));
    return html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd class="break">${value}</dd>`)}</dl>`;
}

/** @param {Props} props */
function Note(props) {
    const { snapshot } = props;
    const texts = T.vault.snapshot;
    const [text, setText] = useState(snapshot.note ?? '');
    const { busy, problem, change } = useChange(props);
    const save = (/** @type {Event} */ event) => {
        event.preventDefault();
        change('', { method: 'PATCH', json: { note: text.trim() } }, texts.saved);
    };
    return html`<form onSubmit=${save}><${Field} label=${texts.note} hint=${texts.noteHint}>${(/** @type {object} */ ids) => html`<div class="setting-input"><input class="input" type="text" maxlength="1000" value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} ...${ids} />
        <button class="button" disabled=${busy || text.trim() === (snapshot.note ?? '')}>${T.common.save}</button></div>`}</${Field}><${Wrong} problem=${problem} /></form>`;
}

/** The question before a snapshot is deleted; the newest complete one needs a second yes. @param {Props & {back: () => void}} props */
function Delete({ snapshot, others, changed, close, back }) {
    const texts = T.vault.snapshot.deleteDialog;
    const place = useValue(vaults)?.find(({ name }) => name === snapshot.vault);
    const [sure, setSure] = useState(false);
    const [state, set] = useState(/** @type {{busy?: boolean, problem?: Problem}} */ ({}));
    const last = state.problem?.kind === 'last-good-snapshot' || others.find(({ complete, goneAt }) => complete && goneAt === undefined)?.snapshotId === snapshot.snapshotId;
    const before = others.find((other) => other.complete && other.goneAt === undefined && other.snapshotId !== snapshot.snapshotId);
    /** @type {import('../api.js').Call} */
    const options = { method: 'DELETE', query: { force: sure || undefined } };
    const run = async () => {
        set({ busy: true });
        try {
            await call(pathOf(snapshot), options);
            say('good', texts.done);
            changed();
            readVaults();
            close();
        } catch (failure) {
            set({ problem: /** @type {Problem} */ (failure) });
        }
    };
    return html`<${Dialog} title=${texts.title(moment(snapshot.takenAt))} close=${back}><p>${texts.hint(snapshot.bundleName, T.bundle.period(place?.deleteDelay ?? 'P7D'))}</p>
        ${last && html`<${Notice} kind="warn" title=${texts.last}><span>${texts.lastHint(before && moment(before.takenAt))}</span></${Notice}>
            <label class="check"><input type="checkbox" checked=${sure} onChange=${(/** @type {any} */ event) => setSure(event.currentTarget.checked)} /><span>${texts.force}</span></label>`}
        <${Wrong} problem=${state.problem?.kind === 'last-good-snapshot' ? undefined : state.problem} />
        <div class="dialog-end"><button type="button" class="button" onClick=${back}>${texts.keep}</button><button type="button" class="button danger" disabled=${state.busy || (last && !sure)} onClick=${run}>${texts.action}</button></div>
        <${Curl} calls=${[[pathOf(snapshot), options]]} /></${Dialog}>`;
}
