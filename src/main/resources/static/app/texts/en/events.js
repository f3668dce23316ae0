/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

export const events = {
    title: 'Events',
    intro: 'What happens in all sessions of this token, as it happens.',
    /** @param {string} session */
    introSession: (session) => `The log of session ${session} from its beginning, then live.`,
    list: 'Events, the newest last',
    filters: { type: 'Type', session: 'Session', sessionHint: 'Identifier', bundle: 'Bundle', bundleHint: 'Part of the name', text: 'Text', textHint: 'In the event’s JSON' },
    types: { '': 'All but views', everything: 'All and views', errors: 'Errors' },
    views: { session: 'View of a session', bundle: 'View of a bundle', run: 'View of a run' },
    pause: 'Pause',
    goOn: 'Go on',
    /** @param {number} waiting @param {boolean} lost */
    waiting: (waiting, lost) => `Paused. ${waiting === 0 ? 'Nothing new yet.' : `${plural(waiting, 'event waits', 'events wait')}${lost ? '; older ones were dropped' : ''}.`}`,
    /** @param {number} shown @param {number} most */
    shown: (shown, most) => `${plural(shown, 'event', 'events')}; the newest ${most.toLocaleString('en')} are kept`,
    copyShown: 'Copy all shown',
    none: { title: 'Nothing has happened since this page was opened', hint: 'Start a backup or a restore, here or with another program, and its events appear.' },
    nothingFound: { title: 'No event matches the filters', hint: 'Change or clear the filters.' },
    reading: 'Reading the log',
    /** @param {number} count @param {number} all */
    skipped: (count, all) => `The log has ${all.toLocaleString('en')} events; the first ${count.toLocaleString('en')} are left out here.`,
    readFirst: 'Read the first ones',
    readLast: 'Read the newest ones',
    /** @param {number} count */
    onlyFirst: (count) => `These are the first ${count.toLocaleString('en')} events of the log.`,
    clear: 'Clear the filters',
    detail: 'Event',
    copyJson: 'Copy the JSON',
    closeDetail: 'Close the event',
    toSession: 'Go to the session',
    toRun: 'Go to the run',
    toBundle: 'Go to the bundle',
    /** @param {string} session */
    ofSession: (session) => `Session ${session.slice(0, 8)}`,
    /** @param {string} message @param {number} code */
    error: (message, code) => `${message} (code ${code})`,
    summaries: {
        begins: 'begins',
        /** @param {string} uri @param {string} size */
        file: (uri, size) => `${uri}, ${size}`,
        /** @param {string} done @param {string} total */
        progress: (done, total) => `${done} of ${total}`,
        /** @param {number} success @param {number} failed */
        counts: (success, failed) => `${plural(success, 'file', 'files')}, ${failed.toLocaleString('en')} failed`,
        allEnded: 'all bundles have ended',
        died: 'the service was stopped and is back',
        /** @param {string} vault */
        overdue: (vault) => `no new snapshot in the vault ${vault}`,
        /** @param {number} measured */
        sizes: (measured) => `${plural(measured, 'bundle', 'bundles')} measured`,
    },
};
