/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

/** Texts of the runs of vaults. */
export const runs = {
    title: 'Runs',
    run: 'Run',
    intro: 'What the service does for its vaults: backups and prunes.',
    now: 'Running now',
    nothingRuns: 'Nothing is running. Runs of schedules, and those that you begin by “Run now”, appear here.',
    history: 'History',
    list: 'Runs',
    kinds: { backup: 'Backup', prune: 'Prune' },
    states: { queued: 'Queued', running: 'Running', ended: 'Ended' },
    outcomes: { completed: 'Completed', failed: 'Failed', cancelled: 'Cancelled', skipped: 'Passed over' },
    phases: { waitingForSlot: 'Waiting for a slot', extension: 'The application prepares', scanning: 'Scanning', packing: 'Storing' },
    pruning: 'Pruning',
    begins: 'Beginning',
    filters: { vault: 'Vault', kind: 'Kind', state: 'State', bundle: 'Bundle', any: 'Any', clear: 'Clear the filters' },
    none: { title: 'No runs yet', hint: 'A schedule, or “Run now” on the page of the vaults, makes the first one.' },
    nothingFound: { title: 'No run matches', hint: 'Change or clear the filters.' },
    /** @param {number} count @param {boolean} more */
    count: (count, more) => (more ? `${count.toLocaleString('en')} shown, more below` : plural(count, 'run', 'runs')),
    loadingMore: 'Loading more',
    unknown: { title: 'There is no such run', hint: 'The service keeps the newest 10,000 runs that have ended.', back: 'All runs' },
    /** @param {string} kind @param {string} vault */
    into: (kind, vault) => (kind === 'prune' ? `Prune in ${vault}` : `Backup into ${vault}`),
    /** @param {string} name */
    bySchedule: (name) => `by the schedule ${name}`,
    byHand: 'ordered by hand',
    /** @param {number} attempt */
    attempt: (attempt) => `attempt ${attempt}`,
    /** @param {string} when */
    retry: (when) => `Tries again ${when}`,
    /** @param {string} size */
    stored: (size) => `${size} stored`,
    cancel: {
        /** @param {string} bundle */
        of: (bundle) => `Cancel the run of ${bundle}`,
        button: 'Cancel the run',
        /** @param {string} bundle @param {boolean} prune */
        title: (bundle, prune) => `Cancel the ${prune ? 'prune' : 'backup'} of ${bundle}?`,
        keep: 'Let it go on',
        queued: 'It has not begun, so nothing is lost. The next run of the schedule comes as planned.',
        backup: 'No snapshot is made. What was stored so far is used by the next run, or removed by a prune. All snapshots that there are stay whole.',
        prune: 'All snapshots stay whole; the next prune goes on with the rest.',
        /** @param {string} bundle */
        done: (bundle) => `The run of ${bundle} is being cancelled.`,
        ended: 'This run has ended meanwhile.',
    },
    again: 'Run again',
    /** @param {string} bundle */
    againDone: (bundle) => `A new run of ${bundle} is on the way.`,
    againSkipped: 'A run of this bundle is on the way already.',
    toNew: 'Look at the new run',
    facts: {
        title: 'Facts',
        bundle: 'Bundle',
        vault: 'Vault',
        schedule: 'Schedule',
        attempt: 'Attempt',
        queued: 'Queued',
        began: 'Began',
        ended: 'Ended',
        took: 'Duration',
        files: 'Files',
        content: 'Content',
        stored: 'Stored',
        reused: 'Stored before',
        session: 'Session',
    },
    /** @param {string} id */
    idOf: (id) => `Run ${id}`,
    toSnapshot: 'Go to the snapshot',
    toTimeline: 'Snapshots of this bundle',
    report: 'Report',
    noReport: 'The report is complete when the run has ended.',
    nothingFailed: 'Nothing failed.',
    failed: 'What could not be read',
    /** @param {number} count @param {boolean} more */
    failedCount: (count, more) => (more ? `The first ${count.toLocaleString('en')}` : plural(count, 'entry', 'entries')),
    /** @param {string} message @param {number} code */
    failure: (message, code) => `${message} (code ${code})`,
    skippedBecause: 'This run did nothing',
    failedBecause: 'This run failed',
    /** @param {string} when */
    lastAttempt: (when) => `The last attempt failed; the next one begins ${when}`,
    events: 'Events',
    noEvents: 'No events are kept of this run.',
    eventCount: (/** @type {number} */ count) => plural(count, 'event', 'events'),
    /** What an event says, in words. @type {Record<string, (data: any, texts: {bytes: (count: number) => string}) => string>} */
    event: {
        onRunBegin: () => 'The run begins',
        onProcess: ({ filesDone, filesTotal, bytesStored }, { bytes }) =>
            filesDone === 0 && filesTotal === undefined
                ? 'The scan goes on'
                : `${filesDone.toLocaleString('en')}${filesTotal === undefined ? '' : ` of ${filesTotal.toLocaleString('en')}`} files looked at, ${bytes(bytesStored)} stored`,
        onSnapshot: ({ complete }) => (complete ? 'A complete snapshot was made' : 'A snapshot was made that lacks files'),
        onRetention: ({ kept, removed, suspended }) => suspended ?? `${plural(kept, 'snapshot stays', 'snapshots stay')}, ${removed === 0 ? 'none was deleted' : plural(removed, 'was deleted', 'were deleted')} by the rules`,
        onRunEnd: ({ outcome }) => ({ completed: 'The run is completed', failed: 'The run has failed', cancelled: 'The run was cancelled', skipped: 'The run was passed over' })[/** @type {'failed'} */ (outcome)] ?? 'The run has ended',
    },
};
