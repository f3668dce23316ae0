/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

/** @param {string[]} words */
const list = (words) => (words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** @param {number} day */
const ordinal = (day) => `${day}${day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th'}`;

/** Texts of the pages of schedules. */
export const schedules = {
    title: 'Schedules',
    schedule: 'Schedule',
    intro: 'When bundles are backed up into vaults by themselves, and how long their snapshots stay.',
    make: 'New schedule',
    none: { title: 'No schedule yet', hint: 'A schedule backs bundles up by itself, every night for example, and says how long their snapshots stay.' },
    declared: 'In the configuration',
    declaredHint: 'This schedule stands in the configuration of the service (backup.schedules). Change it there, and restart the service.',
    paused: 'Paused',
    active: 'Active',
    problem: 'Backs nothing up',
    /** @param {string} when */
    next: (when) => `Next run ${when}`,
    noNext: 'No next run while it is paused',
    /** @param {number} count */
    bundles: (count) => plural(count, 'bundle', 'bundles'),
    /** @param {string} vault */
    into: (vault) => `into ${vault}`,
    keepsAll: 'keeps everything',
    /** @param {string[]} words */
    keeps: (words) => `keeps ${list(words)}`,
    /** @type {Record<string, (count: number) => string>} */
    rules: {
        last: (count) => `the last ${count.toLocaleString('en')}`,
        hourly: (count) => `${count.toLocaleString('en')} hourly`,
        daily: (count) => `${count.toLocaleString('en')} daily`,
        weekly: (count) => `${count.toLocaleString('en')} weekly`,
        monthly: (count) => `${count.toLocaleString('en')} monthly`,
        yearly: (count) => `${count.toLocaleString('en')} yearly`,
    },
    /** @param {string} period */
    within: (period) => `all of the last ${period}`,
    unknown: { title: 'There is no such schedule', hint: 'It may have been removed. Its snapshots stay.', back: 'All schedules' },
    edit: 'Change',
    pause: 'Pause',
    goOn: 'Go on',
    pauseDone: 'The schedule is paused: nothing runs by it until it goes on.',
    goOnDone: 'The schedule goes on.',
    remove: 'Remove',
    removeDialog: {
        /** @param {string} name */
        title: (name) => `Remove the schedule ${name}?`,
        keep: 'Keep it',
        action: 'Remove the schedule',
        hint: 'Nothing is backed up by it any more. All snapshots stay, and without a schedule no rule removes them.',
        pause: 'To stop it for some time only, pause it.',
        /** @param {string} name */
        done: (name) => `The schedule ${name} was removed.`,
    },
    nextRun: 'Next run',
    useRules: 'Use these rules',
    resetRules: 'Back to the saved rules',
    lastRun: 'Look at the last run',
    facts: { when: 'When', zone: 'Time zone', vault: 'Vault', bundles: 'Bundles', jitter: 'Late by up to', missed: 'Missed runs', retries: 'Tries after a failure', timeout: 'Time for a bundle', priority: 'Priority', retention: 'Retention' },
    missed: { run: 'made up for once, when the service is back', skip: 'skipped' },
    noJitter: 'not late',
    times: 'The next runs',
    /** @param {string} zone */
    timesIn: (zone) => `In ${zone}`,
    ifNotPaused: 'if it were not paused',
    matching: {
        /** @param {number} count @param {number} all */
        now: (count, all) => (count === 0 ? 'No bundle matches now.' : `${count.toLocaleString('en')} of ${plural(all, 'bundle matches', 'bundles match')} now.`),
        show: 'Which ones',
    },
    form: {
        newTitle: 'New schedule',
        /** @param {string} name */
        changeTitle: (name) => `Change ${name}`,
        name: 'Name',
        nameHint: 'A lower-case letter, then letters, digits and “-”. It cannot be changed later.',
        vault: 'Vault',
        bundles: 'Bundles',
        bundlesHint: 'Names with spaces between; * stands for any characters, ? for one.',
        preset: 'When',
        presets: { nightly: 'Every night at 02:30', hourly: 'Every hour', weekdays: 'Monday to Friday at 20:00', weekly: 'Every Sunday at 04:00', monthly: 'On the first of each month', own: 'Something else' },
        cron: 'Cron expression',
        cronHint: 'Six fields: second, minute, hour, day of month, month, day of week.',
        cronMore: 'How to write it',
        cronFields: [
            ['0 30 2 * * *', 'every day at 02:30'],
            ['0 0 */6 * * *', 'every six hours'],
            ['0 15 8-18 * * MON-FRI', 'at a quarter past each hour from 8 to 18, Monday to Friday'],
            ['0 0 4 * * SUN', 'every Sunday at 04:00'],
            ['0 0 3 1 * *', 'on the first of each month at 03:00'],
            ['0 0 3 L * *', 'on the last day of each month at 03:00'],
        ],
        zone: 'Time zone',
        zoneHint: 'Such as Europe/Berlin or UTC. Daylight saving neither skips nor doubles a run.',
        jitter: 'Late by up to, in minutes',
        jitterHint: 'Each run begins a part of this later, so that many do not begin at one moment. 0: on time.',
        missed: 'Runs missed while the service is down',
        missedChoices: { run: 'Run once when it is back', skip: 'Skip them' },
        retries: 'Tries after a failure',
        retriesHint: 'After 1, 5 and 25 minutes; 0 to 10.',
        more: 'More',
        paused: 'Paused: nothing runs for the present',
        retention: 'How long snapshots stay',
        save: 'Save',
        create: 'Make the schedule',
        required: 'Enter something here.',
        wholeNumber: 'Enter a whole number, or nothing.',
        jitterWrong: 'Enter whole minutes, 0 to 1440.',
        retriesWrong: 'Enter a whole number from 0 to 10.',
        wrong: 'Look at the fields that are marked.',
        /** @param {string} name */
        made: (name) => `The schedule ${name} was made.`,
        /** @param {string} name */
        saved: (name) => `The schedule ${name} was changed.`,
        stale: 'The snapshots that are there follow the new rules at the next run.',
    },
    retention: {
        labels: { last: 'Last', hourly: 'Hourly', daily: 'Daily', weekly: 'Weekly', monthly: 'Monthly', yearly: 'Yearly', within: 'Within, in days' },
        /** @type {Record<string, string>} */
        hints: {
            last: 'the newest ones',
            hourly: 'the newest of each hour',
            daily: 'the newest of each day',
            weekly: 'the newest of each week',
            monthly: 'the newest of each month',
            yearly: 'the newest of each year',
            within: 'all that are not older',
        },
        empty: 'Without a rule everything stays.',
        union: 'A snapshot stays if one rule keeps it. The newest complete one and pinned ones always stay.',
        /** @param {string} rule */
        slider: (rule) => `${rule}, as a slider`,
    },
    simulator: {
        title: 'What these rules would do',
        intro: 'Tried on the snapshots of a bundle. Nothing is deleted.',
        bundle: 'Tried on',
        none: 'There are no snapshots yet on which the rules could be tried.',
        /** @param {number} keep @param {number} remove @param {string} size */
        result: (keep, remove, size) => (remove === 0 ? `All ${plural(keep, 'snapshot stays', 'snapshots stay')}.` : `${plural(keep, 'snapshot stays', 'snapshots stay')}, ${plural(remove, 'goes', 'go')}: up to ${size} become free.`),
        suspended: 'Nothing would be removed now',
        /** @param {number} kept @param {number} gone */
        chart: (kept, gone) => `${plural(kept, 'snapshot stays', 'snapshots stay')}, ${plural(gone, 'goes', 'go')}. The table below says which.`,
        legend: { kept: 'Stays', going: 'Goes' },
        asTable: 'The same as a table',
        caption: 'Snapshots, newest first, and what becomes of them',
        table: { when: 'Taken', what: 'What becomes of it', why: 'Kept by' },
        stays: 'Stays',
        goes: 'Goes',
        others: 'If other schedules back the bundle up into this vault, their rules keep snapshots too.',
    },
    /** Words for cron expressions. */
    cron: {
        months: MONTHS,
        days: DAYS,
        list,
        ordinal,
        /** @param {string} from @param {string} to */
        range: (from, to) => `${from} to ${to}`,
        /** @param {string[]} times */
        at: (times) => `at ${list(times)}`,
        everyDay: 'Every day',
        /** @param {string} days */
        onDays: (days) => `Every ${days}`,
        /** @param {string[]} days */
        ofMonth: (days) => `On the ${list(days)} of each month`,
        lastDay: 'On the last day of each month',
        /** @param {string} words */
        inMonths: (words) => `in ${words}`,
        everyMinute: 'every minute',
        everyHour: 'every hour',
        /** @param {number} step */
        everyMinutes: (step) => `every ${step} minutes`,
        /** @param {number} step @param {number} minute */
        everyHours: (step, minute) => `every ${step === 1 ? 'hour' : `${step} hours`}${minute === 0 ? '' : `, ${minute} minutes past`}`,
        /** @param {string} from @param {string} to */
        between: (from, to) => `from ${from} to ${to}`,
        unknown: 'At the times below',
    },
};
