/** How values are written for people. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** @param {number} count @param {number} [digits] */
export function number(count, digits = 0) {
    return count.toLocaleString('en', { maximumFractionDigits: digits });
}

/** @param {number | undefined} count bytes */
export function bytes(count) {
    if (count === undefined || count < 0) {
        return '–';
    }
    let unit = 0;
    let value = count;
    while (value >= 999.5 && unit < UNITS.length - 1) {
        value /= 1000;
        unit++;
    }
    return `${number(value, unit > 0 && value < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

/** @param {number | undefined} seconds */
export function duration(seconds) {
    if (seconds === undefined || !Number.isFinite(seconds)) {
        return '–';
    }
    if (seconds < 1) {
        return `${number(seconds * 1000)} ms`;
    }
    if (seconds < 90) {
        return `${number(seconds, seconds < 10 ? 1 : 0)} s`;
    }
    const minutes = Math.round(seconds / 60);
    if (minutes < 90) {
        return `${minutes} min`;
    }
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}

/** The seconds from one time to another. @param {string | undefined} from @param {string | undefined} to */
export function between(from, to) {
    return from === undefined || to === undefined ? undefined : (Date.parse(to) - Date.parse(from)) / 1000;
}

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** @param {string | undefined} time RFC 3339 @param {number} [now] */
export function ago(time, now = Date.now()) {
    if (time === undefined) {
        return '–';
    }
    const seconds = (Date.parse(time) - now) / 1000;
    const steps = /** @type {const} */ ([['second', 1, 60], ['minute', 60, 60], ['hour', 3600, 24], ['day', 86400, 60], ['month', 2629800, 24]]);
    for (const [unit, length, most] of steps) {
        if (Math.abs(seconds) < length * most) {
            return Math.abs(seconds) < 10 ? 'just now' : RELATIVE.format(Math.trunc(seconds / length), unit);
        }
    }
    return RELATIVE.format(Math.trunc(seconds / 31557600), 'year');
}

/** @param {string | undefined} time RFC 3339 */
export function moment(time) {
    return time === undefined ? '–' : new Date(time).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium', hour12: false });
}

/** To the millisecond. @param {string} time RFC 3339 */
export function time(time) {
    const at = new Date(time);
    return `${at.toLocaleTimeString('en', { hour12: false })}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** @param {string} time RFC 3339 */
export function clock(time) {
    return new Date(time).toLocaleTimeString('en', { hour12: false });
}

const NAMES = new Intl.Collator('en', { numeric: true });

/** The order of names in lists: “app2” comes before “app10”. @type {(one: string, other: string) => number} */
export const byName = NAMES.compare;
