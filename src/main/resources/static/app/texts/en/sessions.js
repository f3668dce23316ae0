/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

export const sessions = {
    title: 'History',
    session: 'Session',
    intro: 'Every session of this token, newest first, whichever program made it.',
    list: 'Sessions',
    filters: { state: 'State', type: 'Type', bundle: 'Bundle', any: 'Any', clear: 'Clear the filters' },
    none: { title: 'No sessions yet', hint: 'A backup or a restore makes a session; it appears here while it runs and stays for as long as the history keeps it.' },
    nothingFound: { title: 'No session matches', hint: 'Change or clear the filters.' },
    /** @param {number} count @param {boolean} more */
    count: (count, more) => (more ? `${count.toLocaleString('en')} shown, more below` : plural(count, 'session', 'sessions')),
    loadingMore: 'Loading more',
    noBundles: 'No bundles',
    /** @param {string} first @param {number} others */
    names: (first, others) => (others === 0 ? first : `${first} and ${plural(others, 'other', 'others')}`),
    /** @param {number} running @param {number} queued @param {number} failed */
    counts: (running, queued, failed) => [running > 0 && `${running.toLocaleString('en')} running`, queued > 0 && `${queued.toLocaleString('en')} queued`, failed > 0 && `${failed.toLocaleString('en')} failed`].filter(Boolean).join(', '),
    unknown: { title: 'There is no such session', hint: 'It may be older than the history, or belong to another token.', back: 'Go to the history' },
    /** @param {string} when */
    begun: (when) => `Begun ${when}`,
    /** @param {string} when */
    expires: (when) => `Expires ${when} unless it is used`,
    /** @param {string} id */
    idOf: (id) => `Session ${id}`,
    /** @param {string} count */
    events: (count) => `Events (${count})`,
    release: 'Release',
    releaseDialog: {
        title: 'Release this session?',
        /** @param {number} count */
        running: (count) => `${plural(count, 'bundle is', 'bundles are')} not finished and will be cancelled: a backup stays incomplete, a restore leaves the present data as it is unless the new data is in place already.`,
        nothing: 'All its bundles have ended, so nothing is interrupted.',
        files: 'The service deletes what it holds for this session: files that were not fetched yet, and uploads.',
        stays: 'The session, its reports and its events stay in the history.',
        done: 'The session was released.',
        keep: 'Keep it',
    },
    bundles: 'Bundles',
    noBundlesHint: 'The program that made this session has added no bundle yet.',
    find: 'Filter by name',
    show: 'Show',
    all: 'All',
    nothingOfKind: 'No bundle matches.',
    backToAll: 'All bundles of this session',
    facts: 'Facts',
    phase: 'State',
    queuedAt: 'Queued',
    beganAt: 'Began',
    endedAt: 'Ended',
    took: 'Duration',
    deadline: 'Deadline',
    priority: 'Priority',
    sendRate: 'Send rate',
    /** @param {number} rate */
    rate: (rate) => (rate === 0 ? '0: announcements are stopped' : `${rate} a second`),
    files: 'Files',
    /** @param {string} closed @param {string} total */
    filesOf: (closed, total) => `${closed} of ${total}`,
    content: 'Content',
    target: 'Restored to',
    mode: 'Mode',
    modes: { replace: 'Replace', merge: 'Merge', salvage: 'Salvage' },
    paths: 'Only',
    wholeBundle: 'Go to the bundle',
    report: 'Report',
    noReport: 'The report is complete when the bundle has ended.',
    neverBegan: 'The bundle ended before its work began.',
    /** @param {string} files @param {string} size */
    reportDone: (files, size) => `${files}, ${size}.`,
    nothingFailed: 'No file failed.',
    failed: 'What failed',
    /** @param {number} count @param {boolean} more */
    failedCount: (count, more) => (more ? `The first ${count.toLocaleString('en')}` : plural(count, 'entry', 'entries')),
    /** @param {string} message @param {number} code */
    failure: (message, code) => `${message} (code ${code})`,
    /** @param {number} added @param {number} changed @param {number} removed */
    dryRun: (added, changed, removed) => `The dry run would add ${plural(added, 'entry', 'entries')}, change ${changed.toLocaleString('en')} and remove ${removed.toLocaleString('en')}.`,
    ready: 'Files that wait for the client',
    noReady: 'No file waits.',
    uploads: 'Uploads',
    noUploads: 'Nothing was uploaded yet.',
    complete: 'Complete',
    download: 'Download',
    /** @param {string} uri */
    downloadFile: (uri) => `Download ${uri}`,
    kinds: { part: 'Part', file: 'File', index: 'Index' },
};
