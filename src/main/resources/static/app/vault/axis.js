import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { bytes, moment } from '../format.js';
import { T } from '../texts.js';

/**
 * Snapshots on an axis of time: a bar each, the higher the more it added, and below a row of dots for each rule that keeps some.
 *
 * @typedef {import('../schemas.js').VaultSnapshot} VaultSnapshot
 * @typedef {{snapshot: VaultSnapshot, at: number, by: string[], look: 'kept' | 'incomplete' | 'deleted' | 'going'}} Mark `by`: what keeps it
 */

/** The rows, from top to bottom; what no row has is not drawn. */
const REASONS = ['pinned', 'last', 'within', 'hourly', 'daily', 'weekly', 'monthly', 'yearly', 'newest-complete', 'min-keep', 'after-incomplete', 'incomplete', 'no-rule', 'suspended'];

const LABELS = 104;
const END = 12;
const TOP = 8;
const BARS = 64;
const ROW = 20;
const AXIS = 30;
const DAY = 86_400_000;

/** How wide the drawing may be, in pixels. */
function useWidth() {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const [width, set] = useState(640);
    useEffect(() => {
        const watch = new ResizeObserver(([entry]) => entry && entry.contentRect.width > 0 && set(Math.floor(entry.contentRect.width)));
        watch.observe(/** @type {HTMLElement} */ (box.current));
        return () => watch.disconnect();
    }, []);
    return /** @type {const} */ ([box, width]);
}

/** @typedef {{text: Intl.DateTimeFormatOptions, first: (date: Date) => Date, next: (date: Date) => Date, length: number}} Step */

const month = (/** @type {number} */ months) => ({
    text: /** @type {Intl.DateTimeFormatOptions} */ ({ month: 'short', year: '2-digit' }),
    first: (/** @type {Date} */ date) => new Date(date.getFullYear(), Math.ceil((date.getMonth() + 1) / months) * months, 1),
    next: (/** @type {Date} */ date) => new Date(date.getFullYear(), date.getMonth() + months, 1),
    length: months * 30 * DAY,
});
const days = (/** @type {number} */ count) => ({
    text: /** @type {Intl.DateTimeFormatOptions} */ ({ month: 'short', day: 'numeric' }),
    first: (/** @type {Date} */ date) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1),
    next: (/** @type {Date} */ date) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + count),
    length: count * DAY,
});
const hours = (/** @type {number} */ count) => ({
    text: /** @type {Intl.DateTimeFormatOptions} */ ({ hour: '2-digit', minute: '2-digit', hour12: false }),
    first: (/** @type {Date} */ date) => new Date(date.getFullYear(), date.getMonth(), date.getDate(), Math.ceil((date.getHours() + 1) / count) * count),
    next: (/** @type {Date} */ date) => new Date(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours() + count),
    length: count * 3_600_000,
});
const minutes = (/** @type {number} */ count) => ({
    ...hours(1),
    first: (/** @type {Date} */ date) => new Date(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), Math.ceil((date.getMinutes() + 1) / count) * count),
    next: (/** @type {Date} */ date) => new Date(date.getTime() + count * 60_000),
    length: count * 60_000,
});
/** @type {Step[]} */
const STEPS = [minutes(1), minutes(5), minutes(15), hours(1), hours(3), hours(6), hours(12), days(1), days(2), days(7), days(14), month(1), month(2), month(3), month(6), month(12), month(24), month(60)];
const LEAST_PIXELS = 76;

/** The ticks of the axis: not closer than a label is wide. @param {number} from @param {number} to @param {number} width */
function ticks(from, to, width) {
    const most = Math.max(1, width / LEAST_PIXELS);
    const step = STEPS.find(({ length }) => (to - from) / length <= most) ?? /** @type {Step} */ (STEPS.at(-1));
    const found = [];
    for (let at = step.first(new Date(from)); at.getTime() <= to && found.length < 100; at = step.next(at)) {
        found.push({ at: at.getTime(), text: at.toLocaleString('en', step.text) });
    }
    return found;
}

/** The time that is shown; a single moment has some time around it. @param {Mark[]} marks @param {number | undefined} from @param {number} now */
function span(marks, from, now) {
    const times = marks.map(({ at }) => at);
    const last = Math.max(now, ...times);
    const first = from ?? Math.min(...times);
    const margin = Math.max(60_000, (last - first) * 0.02);
    return [first - margin, last + (from === undefined ? margin / 2 : 0)];
}

/** @param {{marks: Mark[], from?: number, now: number, label: string, pick?: (snapshot: VaultSnapshot) => void}} props `from`: where the axis begins; where the oldest is, if not given */
export function Axis({ marks, from, now, label, pick }) {
    const [box, width] = useWidth();
    // Not with each second: nobody would see it.
    const minute = Math.floor(now / 60_000);
    const drawing = useMemo(() => draw(marks, from, minute * 60_000, width, pick), [marks, from, minute, width]);
    return html`<div class="axis" ref=${box}><svg role="img" aria-label=${label} width=${width} height=${drawing.height} viewBox=${`0 0 ${width} ${drawing.height}`}>${drawing.parts}</svg></div>`;
}

/** @param {Mark[]} marks @param {number | undefined} from @param {number} now @param {number} width @param {((snapshot: VaultSnapshot) => void) | undefined} pick */
function draw(marks, from, now, width, pick) {
    const [first = 0, last = 1] = span(marks, from, now);
    const left = Math.min(LABELS, width / 3);
    const x = (/** @type {number} */ at) => Math.round((left + ((at - first) / (last - first)) * (width - left - END)) * 10) / 10;
    const inside = marks.filter(({ at }) => at >= first);
    const rows = REASONS.filter((reason) => inside.some(({ by }) => by.includes(reason)));
    const bottom = TOP + BARS;
    const end = bottom + 10 + rows.length * ROW;
    const most = Math.max(1, ...inside.map(({ snapshot }) => Math.cbrt(snapshot.addedBytes)));
    const room = (0.7 * (width - left)) / Math.max(1, inside.length);
    const bar = Math.max(2, Math.min(8, room));
    const parts = html`
        ${ticks(first, last, width - left).map(({ at, text }) => html`<line class="axis-tick" x1=${x(at)} x2=${x(at)} y1=${TOP} y2=${end + 4} />${x(at) < width - 24 && html`<text class="axis-text" x=${x(at)} y=${end + 20} text-anchor="middle">${text}</text>`}`)}
        <line class="axis-line" x1=${left} x2=${width - END} y1=${bottom} y2=${bottom} />
        ${rows.map((reason, at) => html`<text class="axis-text" x="0" y=${bottom + 10 + at * ROW + 14}>${T.vault.keptBy[reason] ?? reason}</text><line class="axis-row" x1=${left} x2=${width - END} y1=${bottom + 20 + at * ROW} y2=${bottom + 20 + at * ROW} />`)}
        ${inside.map(({ snapshot, at, by, look }) => {
            const height = Math.max(5, ((BARS - 6) * Math.cbrt(snapshot.addedBytes)) / most);
            return html`<g class=${`mark ${look} ${room < 5 ? 'thin' : ''}`} onClick=${pick && (() => pick(snapshot))}><title>${`${moment(snapshot.takenAt)}: ${T.vault.timeline.added(bytes(snapshot.addedBytes))}${by.length > 0 ? `; ${by.map((reason) => T.vault.keptBy[reason] ?? reason).join(', ')}` : ''}`}</title>
                <rect x=${x(at) - bar / 2} y=${bottom - height} width=${bar} height=${height} />
                ${by.map((reason) => rows.includes(reason) && html`<circle cx=${x(at)} cy=${bottom + 20 + rows.indexOf(reason) * ROW} r=${Math.min(4, Math.max(2, bar / 1.5))} />`)}</g>`;
        })}`;
    return { parts, height: end + AXIS };
}

/** @param {{looks: Mark['look'][], words?: Partial<Record<Mark['look'], string>>}} props `looks`: those that occur; `words`: instead of the usual ones */
export function Legend({ looks, words = {} }) {
    return html`<ul class="legend small">${/** @type {const} */ (['kept', 'incomplete', 'going', 'deleted']).filter((look) => looks.includes(look)).map((look) => html`<li><svg class="swatch" aria-hidden="true"><g class=${`mark ${look}`}><rect x="3" y="1" width="8" height="12" /></g></svg>${words[look] ?? T.vault.timeline.legend[look]}</li>`)}</ul>`;
}
