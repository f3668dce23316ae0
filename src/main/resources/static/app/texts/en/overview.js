/** @param {number} count @param {string} one @param {string} other */
const are = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

/** @param {string[]} words */
const list = (words) => (words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

/**
 * The state of all bundles in one sentence.
 * @param {ReturnType<typeof import('../../state/bundles.js').tally>} tally
 * @param {string} age of the oldest backup
 */
function sentence({ all, excluded, today, good, problem, failed, overdue, partial, cancelled, never }, age) {
    if (all === 0) {
        return excluded === 0 ? 'There are no bundles yet.' : 'No bundle takes part in backups.';
    }
    const total = all.toLocaleString('en');
    if (never === all) {
        return all === 1 ? 'The bundle was never backed up.' : `None of the ${total} bundles was ever backed up.`;
    }
    const wrong = list(
        [
            overdue > 0 && are(overdue, 'is overdue', 'are overdue'),
            failed > 0 && are(failed, 'failed', 'failed'),
            problem > 0 && are(problem, 'has a problem', 'have a problem'),
            partial > 0 && are(partial, 'lacks files', 'lack files'),
            cancelled > 0 && are(cancelled, 'was cancelled', 'were cancelled'),
            never > 0 && are(never, 'was never backed up', 'were never backed up'),
        ].filter((words) => words !== false),
    );
    if (good === 0) {
        return all === 1 ? `The bundle ${wrong.replace(/^1 /, '')}.` : `None of the ${total} bundles has a recent backup: ${wrong}.`;
    }
    if (good === all) {
        const backedUp = all === 1 ? 'The bundle is backed up' : `All ${total} bundles are backed up`;
        return today === all ? `${all === 1 ? 'The bundle was' : `All ${total} bundles were`} backed up today.` : today > 0 ? `${backedUp}, ${today.toLocaleString('en')} of them today.` : `${backedUp}; ${all === 1 ? 'the backup' : 'the oldest backup'} is from ${age}.`;
    }
    const part = `${good.toLocaleString('en')} of ${total} bundles ${good === 1 ? (today === good ? 'was' : 'is') : today === good ? 'were' : 'are'} backed up`;
    return `${part}${today === good ? ' today' : today > 0 ? `, ${today.toLocaleString('en')} of them today` : ''}; ${wrong}.`;
}

export const overview = {
    title: 'Overview',
    sentence,
    noBundles: { title: 'The service has no bundles', hint: 'Put a directory with a bundle.json into the bundles directory of the service, or name bundles in its configuration.' },
    bundles: 'Bundles',
    filter: 'Filter by name',
    nothingFound: 'No bundle has such a name.',
    nothingOfKind: 'No bundle is in this state.',
    safety: { problem: 'Problem', failed: 'Failed', overdue: 'Overdue', partial: 'Files missing', cancelled: 'Cancelled', never: 'Never backed up', good: 'Backed up', excluded: 'Takes no part' },
    show: 'Show',
    /** @param {number} count */
    showAll: (count) => `All (${count.toLocaleString('en')})`,
    /** @param {number} count */
    showAttention: (count) => `Needs attention (${count.toLocaleString('en')})`,
    /** @param {string} state @param {number} count */
    showState: (state, count) => `${state} (${count.toLocaleString('en')})`,
    /** @param {string} every */
    every: (every) => `Due every ${every}`,
    never: 'No backup yet',
    /** @param {number} count */
    missing: (count) => are(count, 'file could not be backed up', 'files could not be backed up'),
    /** @param {string} vault @param {string | undefined} why */
    runFailed: (vault, why) => `The last run into ${vault} failed${why === undefined ? '' : `: ${why}`}`,
    runOverdue: 'Its schedule has brought no new snapshot',
    runComes: 'The next run of its schedule makes the first snapshot',
    noSchedule: 'In no active schedule',
    running: 'Running now',
    nothingRuns: 'Nothing is running. Backups and restores appear here while they run, whichever program started them.',
    waiting: 'Queue',
    /** @param {number} position */
    position: (position) => `No. ${position.toLocaleString('en')}`,
    /** @param {number} priority */
    priority: (priority) => `Priority ${priority}`,
    /** @param {string} when */
    since: (when) => `Since ${when}`,
    service: 'Service',
    free: 'Free space',
    staged: 'Waiting for clients',
    slots: 'Slots in use',
    queued: 'Queued',
    sessions: 'Open sessions',
    stale: 'The service does not answer now; these are the last known values.',
    stopping: 'The service is stopping.',
    backUp: 'Back up',
};
