import { html, useEffect, useState } from '../../vendor/ui.js';
import { call } from '../api.js';
import { ago } from '../format.js';
import { T } from '../texts.js';
import { useCall } from '../ui/hooks.js';
import { Wrong } from '../ui/parts.js';

const STYLE = /** @type {const} */ ({ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });

/** A moment in a time zone; in UTC if the browser does not know the zone. @param {string} time @param {string} zone */
function inZone(time, zone) {
    try {
        return new Date(time).toLocaleString('en', { ...STYLE, timeZone: zone });
    } catch {
        return `${new Date(time).toLocaleString('en', { ...STYLE, timeZone: 'UTC' })} UTC`;
    }
}

/** The value, once it has not changed for a moment. @template T @param {T} value @param {number} [milliseconds] @returns {T} */
export function useCalm(value, milliseconds = 250) {
    const [calm, set] = useState(value);
    useEffect(() => {
        const timer = setTimeout(() => set(value), milliseconds);
        return () => clearTimeout(timer);
    }, [value]);
    return calm;
}

/** @param {{times: string[], zone: string, now: number}} props */
function List({ times, zone, now }) {
    return html`<p class="soft small">${T.schedules.timesIn(zone)}</p><ol class="times">${times.map((time) => html`<li><span class="number">${inZone(time, zone)}</span><span class="soft small">${ago(time, now)}</span></li>`)}</ol>`;
}

const COUNT = 5;

/** When a schedule runs next. @param {{name: string, zone: string, turn: string, now: number}} props */
export function NextTimes({ name, zone, turn, now }) {
    const { value, problem, again } = useCall((signal) => /** @type {Promise<{times: string[]}>} */ (call(`schedules/${encodeURIComponent(name)}/next`, { query: { count: COUNT }, signal })), [name, turn]);
    return html`<${Wrong} problem=${problem} again=${again} />${value && html`<${List} times=${value.times} zone=${zone} now=${now} />`}`;
}

/** When an expression that is being typed is due; what is wrong with it stands beside its fields. @param {{cron: string, zone: string, now: number, wrong: (problem: Error | undefined) => void}} props */
export function TriedTimes({ cron, zone, now, wrong }) {
    const [calmCron, calmZone] = [useCalm(cron.trim()), useCalm(zone.trim())];
    const { value, problem } = useCall((signal) => (calmCron === '' || calmZone === '' ? Promise.resolve({ times: [] }) : /** @type {Promise<{times: string[]}>} */ (call('schedules/next', { query: { cron: calmCron, timeZone: calmZone, count: COUNT }, signal }))), [calmCron, calmZone]);
    useEffect(() => wrong(problem), [problem]);
    return value === undefined || problem !== undefined || value.times.length === 0 ? null : html`<${List} times=${value.times} zone=${calmZone} now=${now} />`;
}
