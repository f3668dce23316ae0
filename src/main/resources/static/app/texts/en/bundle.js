/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

/** @type {Record<string, [one: string, other: string]>} */
const UNITS = { Y: ['year', 'years'], M: ['month', 'months'], W: ['week', 'weeks'], D: ['day', 'days'], TH: ['hour', 'hours'], TM: ['minute', 'minutes'], TS: ['second', 'seconds'] };

/** An ISO 8601 duration in words, as they follow “every”. @param {string} duration */
function period(duration) {
    const [date = '', time = ''] = duration.replace(/^P/, '').split('T');
    const words = [[date, ''], [time, 'T']].flatMap(([part = '', mark]) =>
        [...part.matchAll(/(\d+)([YMWDHS])/g)].map(([, count, unit]) => {
            const [one, other] = UNITS[`${mark}${unit}`] ?? ['', ''];
            return count === '1' ? one : `${count} ${other}`;
        }),
    );
    return words.length === 0 ? duration : words.join(' and ');
}

export const bundle = {
    title: 'Bundle',
    period,
    backUp: 'Back up',
    restore: 'Restore',
    unknown: { title: 'There is no such bundle', hint: 'The service does not know a bundle of this name, or you may not see it.', back: 'Go to the overview' },
    problem: 'The service reports a problem',
    problemHint: 'Mend the cause on the machine of the service; the bundle is read again for every operation.',
    overdue: 'The last completed backup is older than it should be, or there is none.',
    excluded: 'The application does not take part in backups (allowToBackupRestore).',
    facts: 'Facts',
    version: 'Version',
    /** @param {string} name @param {number} code */
    versionOf: (name, code) => `${name} (${code})`,
    size: 'Size',
    measured: 'Measured',
    every: 'Due every',
    extension: 'Extension',
    appIndex: 'Clone',
    fullOnly: 'Incremental backups',
    fullOnlyText: 'send everything',
    lastBackup: 'Last backup',
    lastRestore: 'Last restore',
    none: 'None yet',
    noRuns: { title: 'No backup yet', hint: 'The first backup appears here, with its size and duration.' },
    /** @param {string} when @param {string} files @param {string} size */
    run: (when, files, size) => `${when}: ${files}, ${size}`,
    history: 'History',
    charts: { full: 'Size of full backups', incremental: 'Changed since the backup before', duration: 'Duration' },
    /** @param {string} title @param {number} count @param {string} least @param {string} most @param {string} last */
    chart: (title, count, least, most, last) => `${title}: ${plural(count, 'backup', 'backups')}, from ${least} to ${most}; the last ${last}`,
    legend: { full: 'Full', incremental: 'Incremental', failed: 'Not completed' },
    /** @param {string} first @param {string} last */
    fromTo: (first, last) => (first === last ? first : `From ${first} to ${last}; the newest is on the right.`),
    /** @param {string} most */
    most: (most) => `${most} at most`,
    /** @param {number} count */
    shown: (count) => `The last ${plural(count, 'run', 'runs')}`,
    asTable: 'The same as a table',
    table: { when: 'When', type: 'Type', outcome: 'Outcome', size: 'Size', files: 'Files', duration: 'Duration', failed: 'Failed files' },
    /** @param {string} bundle */
    tableCaption: (bundle) => `Backups and restores of ${bundle}, newest first`,
    sessions: 'Backups and restores',
    /** @param {string} from @param {string} to */
    across: (from, to) => `, from ${from} to ${to}`,
    allSessions: 'All sessions of this bundle',
    noSessions: 'There is no session of this bundle in the history.',
    info: 'What the application says',
    infoHint: 'The service runs a command of the application, which tells about its backup.',
    infoAsk: 'Ask the application',
    infoEmpty: 'The application says nothing.',
    previous: 'Earlier states',
    previousHint: 'A restore keeps the state that it replaces, so that the restore can be undone.',
    noPrevious: 'There is none. The next restore keeps the state that it replaces.',
    /** @param {string} when */
    replaced: (when) => `Replaced ${when}`,
    bySession: 'by this restore',
    undo: 'Put it back',
    remove: 'Delete',
    undoDialog: {
        title: 'Put the earlier state back?',
        action: 'Put the earlier state back',
        /** @param {string} bundle @param {string} when */
        hint: (bundle, when) => `The data of ${bundle} becomes again what it was until ${when}. The present data is kept as an earlier state in its place, so that this can be undone too.`,
        caution: 'Stop the application first if it uses its data now.',
        /** @param {string} bundle */
        done: (bundle) => `${bundle} has its earlier state again.`,
    },
    removeDialog: {
        title: 'Delete this earlier state?',
        action: 'Delete the earlier state',
        /** @param {string} bundle @param {string} when */
        hint: (bundle, when) => `The state of ${bundle} until ${when} cannot be put back any more. The present data and all backups stay as they are.`,
        done: 'The earlier state was deleted.',
    },
};
