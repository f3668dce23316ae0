import { T } from '../texts.js';

/**
 * Cron expressions of Spring in words, as far as plain words are shorter than the expression.
 *
 * @typedef {{any?: true, step?: number, from?: number, to?: number, values?: number[]}} Field `any`: each; `step`: each so many; otherwise a range or values
 */

/** @type {Record<string, string>} */
const MACROS = { '@yearly': '0 0 0 1 1 *', '@annually': '0 0 0 1 1 *', '@monthly': '0 0 0 1 * *', '@weekly': '0 0 0 * * 0', '@daily': '0 0 0 * * *', '@midnight': '0 0 0 * * *', '@hourly': '0 0 * * * *' };
const MONTHS = ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** @param {string} text @param {number} least @param {number} most @param {string[]} [names] @returns {Field | undefined} undefined: more than is put into words here */
function field(text, least, most, names = []) {
    const number = (/** @type {string} */ word) => {
        const value = /^\d+$/.test(word) ? Number(word) : names.indexOf(word.toUpperCase());
        return value >= least && value <= most ? value : NaN;
    };
    const step = /^(?:\*|0)\/(\d+)$/.exec(text);
    const range = /^(\w+)-(\w+)$/.exec(text);
    /** @type {Field} */
    const found =
        text === '*' || text === '?' || text === '*/1'
            ? { any: true }
            : step
              ? { step: Number(step[1]) }
              : range
                ? { from: number(range[1] ?? ''), to: number(range[2] ?? '') }
                : { values: text.split(',').map(number).sort((one, other) => one - other) };
    return [found.step, found.from, found.to, ...(found.values ?? [])].some((value) => value !== undefined && !(value >= 0)) || found.step === 0 ? undefined : found;
}

const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
const clock = (/** @type {number} */ hour, /** @type {number} */ minute, /** @type {number} */ second) => `${two(hour)}:${two(minute)}${second === 0 ? '' : `:${two(second)}`}`;
const MOST_TIMES = 4;

/** @param {Field} second @param {Field} minute @param {Field} hour */
function timeWords({ values: [second, ...seconds] = [] }, minute, hour) {
    const words = T.schedules.cron;
    if (second === undefined || seconds.length > 0) {
        return undefined;
    }
    if (minute.values?.length === 1) {
        const [at = 0] = minute.values;
        if (hour.values !== undefined && hour.values.length <= MOST_TIMES) {
            return words.at(hour.values.map((each) => clock(each, at, second)));
        }
        if (hour.any || hour.step !== undefined) {
            return words.everyHours(hour.step ?? 1, at);
        }
        return hour.from !== undefined && hour.to !== undefined ? `${words.everyHour} ${words.between(clock(hour.from, at, second), clock(hour.to, at, second))}` : undefined;
    }
    if (second !== 0 || (!minute.any && minute.step === undefined)) {
        return undefined;
    }
    const each = minute.step === undefined ? words.everyMinute : words.everyMinutes(minute.step);
    const last = 59 - (59 % (minute.step ?? 1));
    return hour.any ? each : hour.from !== undefined && hour.to !== undefined ? `${each} ${words.between(clock(hour.from, 0, 0), clock(hour.to, last, 0))}` : undefined;
}

/** @param {Field} field @param {string[]} names */
const named = ({ values, from, to }, names) =>
    values !== undefined ? T.schedules.cron.list(values.map((value) => names[value] ?? '')) : from !== undefined && to !== undefined ? T.schedules.cron.range(names[from] ?? '', names[to] ?? '') : undefined;

/** @param {string} dayText @param {Field | undefined} day @param {Field} weekday */
function dayWords(dayText, day, weekday) {
    const words = T.schedules.cron;
    if (dayText.toUpperCase() === 'L' && weekday.any) {
        return words.lastDay;
    }
    if (day?.any) {
        if (weekday.any) {
            return words.everyDay;
        }
        const days = named(weekday, [...words.days, words.days[0] ?? '']);
        return days === undefined ? undefined : weekday.values === undefined ? days : words.onDays(days);
    }
    return day?.values !== undefined && weekday.any ? words.ofMonth(day.values.map(words.ordinal)) : undefined;
}

/** An expression in one line of words. @param {string} cron @returns {string | undefined} undefined: it has no short words, or is none */
export function describe(cron) {
    const parts = (MACROS[cron.trim().toLowerCase()] ?? cron).trim().split(/\s+/);
    if (parts.length !== 6) {
        return undefined;
    }
    const [secondText = '', minuteText = '', hourText = '', dayText = '', monthText = '', weekdayText = ''] = parts;
    const [second, minute, hour, month, weekday] = [field(secondText, 0, 59), field(minuteText, 0, 59), field(hourText, 0, 23), field(monthText, 1, 12, MONTHS), field(weekdayText, 0, 7, DAYS)];
    if (!second || !minute || !hour || !month || !weekday) {
        return undefined;
    }
    const time = timeWords(second, minute, hour);
    const day = dayWords(dayText, field(dayText, 1, 31), weekday);
    const months = month.any ? '' : named(month, ['', ...T.schedules.cron.months]);
    if (time === undefined || day === undefined || months === undefined) {
        return undefined;
    }
    const tail = months === '' ? '' : ` ${T.schedules.cron.inMonths(months)}`;
    if (day === T.schedules.cron.everyDay && !time.startsWith(T.schedules.cron.at(['']).trim())) {
        return `${time[0]?.toUpperCase()}${time.slice(1)}${tail}`;
    }
    return `${day}${hour.values === undefined || minute.values === undefined ? ',' : ''} ${time}${tail}`;
}
