import { html } from '../../vendor/ui.js';
import { bytes, duration } from '../format.js';
import { link } from '../route.js';
import { T } from '../texts.js';
import { useMedia, useValue } from './hooks.js';
import { Badge, Progress } from './parts.js';
import { SteerButton } from './steer.js';
import { position, queue } from '../state/queue.js';

/** @type {Record<string, {kind?: 'good' | 'warn' | 'bad' | 'busy', icon: string}>} */
export const OUTCOMES = {
    queued: { icon: 'queued' },
    running: { kind: 'busy', icon: 'running' },
    completed: { kind: 'good', icon: 'check' },
    failed: { kind: 'bad', icon: 'failed' },
    cancelled: { icon: 'cancelled' },
    rejected: { kind: 'bad', icon: 'failed' },
};

/** Where a bundle of a session stands, in a word; `doing` is what this page does with it. @param {{bundle: import('../schemas.js').SessionBundle, doing?: string}} props */
export function BundleState({ bundle, doing }) {
    const text =
        bundle.state === 'running' && doing
            ? doing
            : bundle.state === 'ended' && bundle.outcome
              ? T.common.outcomes[bundle.outcome]
              : bundle.state === 'running' && bundle.phase
                ? T.common.phases[bundle.phase]
                : T.common.bundleStates[bundle.state];
    return html`<${Badge} ...${OUTCOMES[bundle.outcome ?? bundle.state]}>${text}</${Badge}>`;
}

/** How high a lane is in a list, in pixels: a narrow window has the state in a line of its own. */
export const useLaneHeight = () => (useMedia('(max-width: 48rem)') ? 124 : 92);

/**
 * The lane of a bundle: phase, how far, how fast, how long still.
 * @param {{session: import('../schemas.js').Session, bundle: import('../schemas.js').SessionBundle, doing?: string, children?: any}} props
 */
export function Lane({ session, bundle, doing, children }) {
    const places = useValue(queue);
    const place = bundle.state === 'queued' ? position(places, session.sessionId, bundle.bundleName) : undefined;
    const restore = session.type === 'restore';
    const done = bundle.state === 'ended' && bundle.outcome === 'completed' ? bundle.bytesTotal : bundle.bytesClosed;
    const facts = [
        place !== undefined && T.common.position(place),
        bundle.state === 'running' && session.type !== 'restore' && bundle.sendRate === 0 && T.common.paused,
        bundle.bytesTotal !== undefined && T.common.of(bytes(done), bytes(bundle.bytesTotal)),
        bundle.state === 'running' && bundle.rate !== undefined && bundle.rate > 0 && T.common.rate(bytes(bundle.rate)),
        bundle.state === 'running' && bundle.etaSeconds !== undefined && T.common.left(duration(bundle.etaSeconds)),
        bundle.failedCount > 0 && T.common.failedFiles(bundle.failedCount),
    ].filter(Boolean);
    return html`<div class="lane">
        <div class="lane-head"><a href=${link('sessions', session.sessionId, { bundle: bundle.bundleName })}>${bundle.bundleName}</a><span class="lane-end"><${BundleState} bundle=${bundle} doing=${doing} /><${SteerButton} session=${session} bundle=${bundle} /></span></div>
        ${bundle.state !== 'queued' && (bundle.state !== 'ended' || bundle.outcome === 'completed') && html`<${Progress} label=${bundle.bundleName} value=${bundle.bytesTotal === undefined ? undefined : restore && bundle.phase === 'uploading' ? bundle.bytesReady : done} total=${bundle.bytesTotal} />`}
        <div class="lane-facts soft small number"><span class="lane-type">${T.common.sessionTypes[session.type]}</span>${bundle.err && html`<span class="lane-err">${`${bundle.err.message} ${T.common.code(bundle.err.code)}`}</span>`}${facts.map((fact) => html`<span>${fact}</span>`)}${children}</div>
    </div>`;
}
