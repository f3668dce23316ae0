import { html } from '../../vendor/ui.js';
import { T } from '../texts.js';
import { OUTCOMES } from '../ui/lane.js';
import { Badge } from '../ui/parts.js';

/** @typedef {import('../schemas.js').Session} Session */

/** @type {Record<Session['state'], {kind?: 'good' | 'warn' | 'bad' | 'busy', icon: string}>} */
const LOOKS = {
    open: { icon: 'queued' },
    running: { kind: 'busy', icon: 'running' },
    completed: { kind: 'good', icon: 'check' },
    releasing: { icon: 'running' },
    released: { icon: 'removed' },
    expired: { icon: 'clock' },
};

/** @param {{session: Session}} props */
export function SessionState({ session }) {
    return html`<${Badge} ...${LOOKS[session.state]}>${T.common.sessionStates[session.state]}</${Badge}>`;
}

/** What came of a session: how its bundles ended, or that they have not. @param {{session: Session}} props */
export function Result({ session }) {
    const { bundles } = session;
    const is = (/** @type {string} */ outcome) => bundles.some((bundle) => bundle.outcome === outcome);
    if (bundles.length === 0 || bundles.some(({ state }) => state !== 'ended')) {
        return html`<${SessionState} session=${session} />`;
    }
    const outcome = is('failed') ? 'failed' : is('rejected') ? 'rejected' : is('cancelled') ? 'cancelled' : 'completed';
    return outcome === 'completed' && bundles.some(({ failedCount }) => failedCount > 0)
        ? html`<${Badge} kind="warn" icon="warning">${T.overview.safety.partial}</${Badge}>`
        : html`<${Badge} ...${OUTCOMES[outcome]}>${T.common.outcomes[outcome]}</${Badge}>`;
}
