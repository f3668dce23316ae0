/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

/** @param {string[]} words */
const list = (words) => (words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

/**
 * How well the vaults keep the bundles, in one sentence.
 * @param {ReturnType<typeof import('../../state/vaults.js').tallyKept>} tally
 */
function sentence({ all, good, overdue, none, unknown, outside, left }) {
    if (outside === all) {
        return `${plural(left, 'bundle has snapshots', 'bundles have snapshots')}; no active schedule makes new ones.`;
    }
    if (good === all) {
        return all === 1 ? 'The bundle has a good snapshot.' : `All ${all.toLocaleString('en')} bundles have a good snapshot.`;
    }
    const wrong = list(
        [
            overdue > 0 && plural(overdue, 'is overdue', 'are overdue'),
            none > 0 && plural(none, 'has none yet', 'have none yet'),
            unknown > 0 && plural(unknown, 'is in a vault that cannot be used now', 'are in a vault that cannot be used now'),
            outside > 0 && plural(outside, 'is in no active schedule', 'are in no active schedule'),
        ].filter((words) => words !== false),
    );
    if (all === 1) {
        return overdue === 1 ? 'The bundle has no recent snapshot: it is overdue.' : unknown === 1 ? 'The vault of the bundle cannot be used now.' : 'The bundle has no snapshot yet.';
    }
    return good === 0
        ? `None of the ${all.toLocaleString('en')} bundles has a good snapshot: ${wrong}.`
        : `${good.toLocaleString('en')} of ${all.toLocaleString('en')} bundles ${good === 1 ? 'has' : 'have'} a good snapshot; ${wrong}.`;
}

/** Texts of the vaults and of the timeline of a bundle. */
export const vault = {
    title: 'Vaults',
    intro: 'Places in which the service keeps snapshots of bundles by itself.',
    tabs: { label: 'Vaults', vaults: 'Vaults', schedules: 'Schedules', runs: 'Runs' },
    sentence,
    /** @param {string} words */
    folders: (words) => `Backups into folders: ${words}`,
    hint: { text: 'A schedule lets the service back up by itself, every night if you like.', action: 'Make a schedule' },
    noAuthority: { title: 'This token may not see vaults', hint: 'The service keeps snapshots in vaults. Whoever runs it can give this token the authority “vault”.' },
    noAdmin: 'This token may not change what vaults keep: it lacks the authority “vault-admin”.',
    unknown: { title: 'There is no such vault', hint: 'The configuration of the service names the vaults.', back: 'All vaults' },
    /** @param {string} name */
    named: (name) => `Vault ${name}`,
    /** @param {string} name */
    unavailable: (name) => `The vault ${name} cannot be used now`,
    unavailableHint: 'Mend the cause on the machine of the service. Runs that were due are tried again; the figures here are those known last.',
    /** @param {string} name @param {number} days */
    fills: (name, days) => (days <= 0 ? `The disk of the vault ${name} is full.` : `The vault ${name} will be full in about ${plural(days, 'day', 'days')} at its present growth.`),
    fillsHint: 'Give it a larger disk, or keep fewer snapshots: change the schedules, then prune.',
    noticeTitle: 'Keep a copy of the password',
    facts: {
        location: 'Place',
        snapshots: 'Snapshots',
        bundles: 'Bundles',
        stored: 'Stored',
        data: 'Newest data',
        growth: 'Growth',
        free: 'Free space',
        full: 'Full in',
        last: 'Last backup',
        deleteDelay: 'Deleted ones stay for',
    },
    /** @param {string} size */
    perDay: (size) => `${size} a day`,
    /** @param {number} days */
    days: (days) => (days > 3650 ? 'more than 10 years' : days > 730 ? `about ${Math.round(days / 365)} years` : plural(days, 'day', 'days')),
    noGrowth: 'none',
    none: 'None yet',
    runNow: 'Run now',
    prune: 'Prune',
    inVault: 'Bundles in this vault',
    filter: 'Filter by name',
    show: 'Show',
    kinds: { all: 'All' },
    /** @param {string} kind @param {number} count */
    showKind: (kind, count) => `${kind} (${count.toLocaleString('en')})`,
    nothingFound: 'No bundle matches.',
    empty: { title: 'Nothing is kept here yet', hint: 'Run a backup now, or make a schedule: then the service backs up by itself.' },
    states: { good: 'Good', overdue: 'Overdue', failed: 'Last run failed', none: 'No snapshot yet', incomplete: 'Only incomplete', outside: 'Not scheduled', gone: 'Gone from service' },
    /** @param {number} count */
    snapshots: (count) => plural(count, 'snapshot', 'snapshots'),
    /** @param {string} when */
    next: (when) => `next run ${when}`,
    noNext: 'no next run',
    runDialog: {
        /** @param {string} vault */
        title: (vault) => `Back up into ${vault} now`,
        hint: 'Each bundle gets a run of its own. Bundles that are being backed up into this vault already are passed over.',
        all: 'All bundles',
        some: 'These bundles',
        filter: 'Filter by name',
        chosen: 'Bundles',
        /** @param {number} count */
        action: (count) => `Back up ${plural(count, 'bundle', 'bundles')}`,
        nothing: 'Choose at least one bundle.',
        /** @param {number} ordered @param {number} skipped */
        done: (ordered, skipped) => `${plural(ordered, 'run is', 'runs are')} on the way${skipped > 0 ? `; ${plural(skipped, 'bundle was', 'bundles were')} passed over, because a run is there already` : ''}.`,
    },
    pruneDialog: {
        /** @param {string} vault */
        title: (vault) => `Prune ${vault}?`,
        action: 'Prune',
        keep: 'Not now',
        hint: 'A prune applies the rules of the schedules, forgets deleted snapshots whose time is up, and frees the space that no snapshot needs. What it frees is deleted a day after it was marked, by a later prune.',
        stays: 'No snapshot that is listed is touched, and backups may go on meanwhile.',
        /** @param {number} count */
        done: (count) => `${plural(count, 'prune is', 'prunes are')} on the way.`,
    },
    timeline: {
        title: 'Snapshots',
        /** @param {string} vault */
        of: (vault) => `Snapshots in the vault ${vault}`,
        toBundle: 'Go to the bundle',
        notPresent: 'The service no longer has this bundle. Its snapshots stay, and can be restored to another bundle.',
        overdue: 'A run that was due has brought no complete snapshot.',
        outside: 'No active schedule backs this bundle up into this vault.',
        suspended: 'No rule removes anything now',
        /** @param {string} when */
        failed: (when) => `The last run failed ${when}`,
        toRun: 'Look at the run',
        empty: { title: 'No snapshot yet', hint: 'The next run makes the first one.' },
        range: 'Range',
        ranges: { all: 'All', 365: 'The last year', 90: 'The last 90 days', 30: 'The last 30 days', 7: 'The last 7 days' },
        legend: { kept: 'Complete', incomplete: 'Incomplete', deleted: 'Deleted', going: 'Goes at the next run' },
        /** @param {number} count @param {string} first @param {string} last @param {number} incomplete @param {number} deleted */
        chart: (count, first, last, incomplete, deleted) =>
            `${plural(count, 'snapshot', 'snapshots')} from ${first} to ${last}${incomplete > 0 ? `, ${incomplete.toLocaleString('en')} incomplete` : ''}${deleted > 0 ? `, ${deleted.toLocaleString('en')} deleted` : ''}. The list below says the same.`,
        chartHint: 'Each bar is a snapshot: the higher, the more it added. The dots below say which rule keeps it.',
        list: 'Snapshots, newest first',
        kinds: { all: 'All', kept: 'Not deleted', incomplete: 'Incomplete', pinned: 'Pinned', deleted: 'Deleted' },
        nothingOfKind: 'No snapshot is of this kind.',
        asTable: 'The same as a table',
        table: { when: 'Taken', state: 'State', kept: 'Kept by', data: 'Data', added: 'Added', stored: 'Stored', files: 'Files', failed: 'Failed' },
        /** @param {string} bundle */
        tableCaption: (bundle) => `Snapshots of ${bundle}, newest first`,
        /** @param {string} size */
        added: (size) => `${size} added`,
        /** @param {number} count */
        failedCount: (count) => plural(count, 'file missing', 'files missing'),
        browse: 'Browse',
        restore: 'Restore',
        /** @param {string} when */
        browseOf: (when) => `Browse the snapshot of ${when}`,
        /** @param {string} when */
        restoreOf: (when) => `Restore the snapshot of ${when}`,
        /** @param {string} when */
        openOf: (when) => `Details of the snapshot of ${when}`,
        byRestic: 'Made by restic',
    },
    /** Why a snapshot stays. @type {Record<string, string>} */
    keptBy: {
        pinned: 'Pinned',
        last: 'Last',
        within: 'Within',
        hourly: 'Hourly',
        daily: 'Daily',
        weekly: 'Weekly',
        monthly: 'Monthly',
        yearly: 'Yearly',
        'newest-complete': 'Newest good',
        'min-keep': 'Least kept',
        incomplete: 'Incomplete',
        'after-incomplete': 'After incomplete',
        'no-rule': 'No rule',
        suspended: 'Rules suspended',
    },
    /** The same in a sentence. @type {Record<string, string>} */
    keptWhy: {
        pinned: 'It is pinned: no rule removes it.',
        last: 'It is one of the newest.',
        within: 'It is not older than the schedule’s “within”.',
        hourly: 'It is the newest of its hour.',
        daily: 'It is the newest of its day.',
        weekly: 'It is the newest of its week.',
        monthly: 'It is the newest of its month.',
        yearly: 'It is the newest of its year.',
        'newest-complete': 'It is the newest complete snapshot, which always stays.',
        'min-keep': 'The vault always keeps its newest snapshots (min-keep).',
        incomplete: 'It lacks files, and stays until a newer complete one has been kept for 7 days.',
        'after-incomplete': 'It is the first complete snapshot after an incomplete one.',
        'no-rule': 'No schedule has a rule that removes it.',
        suspended: 'The clock is not to be trusted, so no rule removes anything now.',
    },
    going: 'No rule keeps it: the next run deletes it.',
    goingShort: 'Goes at the next run',
    snapshot: {
        /** @param {string} when */
        title: (when) => `Snapshot of ${when}`,
        complete: 'Complete',
        incomplete: 'Incomplete',
        deleted: 'Deleted',
        pinned: 'Pinned',
        id: 'Name',
        restic: 'Name in restic',
        version: 'Version',
        /** @param {string} name @param {number} code */
        versionOf: (name, code) => `${name} (${code})`,
        data: 'Data',
        added: 'New content',
        stored: 'Stored for it',
        changed: 'Changed entries',
        removed: 'Removed entries',
        failed: 'Could not be read',
        run: 'Run',
        toRun: 'Events and report',
        /** @param {string} when @param {string} exact */
        gone: (when, exact) => `It is deleted, and forgotten ${when} (${exact}). Until then it can be taken back.`,
        note: 'Note',
        noteHint: 'For people; for example why it is pinned.',
        saved: 'The note was saved.',
        pin: 'Pin',
        unpin: 'Unpin',
        pinDone: 'The snapshot is pinned: no rule removes it.',
        unpinDone: 'The snapshot is no longer pinned: the rules decide.',
        needsAdmin: 'To unpin, delete or take back, a token needs the authority “vault-admin”.',
        undelete: 'Take it back',
        undeleteDone: 'The snapshot is there again.',
        delete: 'Delete',
        deletePinned: 'A pinned snapshot cannot be deleted. Unpin it first.',
        deleteDialog: {
            /** @param {string} when */
            title: (when) => `Delete the snapshot of ${when}?`,
            keep: 'Keep it',
            action: 'Delete the snapshot',
            /** @param {string} bundle @param {string} delay */
            hint: (bundle, delay) => `This state of ${bundle} can be taken back for ${delay}. Then it is forgotten, and a prune frees its space. Other snapshots stay whole.`,
            last: 'This is the newest complete snapshot of the bundle.',
            /** @param {string | undefined} before */
            lastHint: (before) => (before === undefined ? 'There is no other complete one: after this nothing is left to restore the whole bundle from.' : `After this, the newest state that can be restored as a whole is that of ${before}.`),
            force: 'Delete the newest complete snapshot all the same',
            done: 'The snapshot was deleted.',
        },
    },
    ofBundle: {
        title: 'In the vault',
        newest: 'Newest complete',
        count: 'Snapshots',
        next: 'Next run',
        stored: 'Stored',
        none: 'No snapshot yet.',
        outside: 'No schedule backs this bundle up.',
        schedules: 'Schedules',
        timeline: 'Timeline',
        gone: 'The service no longer has this bundle, but a vault has snapshots of it.',
        toSnapshots: 'Go to its snapshots',
    },
};
