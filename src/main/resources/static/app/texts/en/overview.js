/** @param {number} count @param {string} one @param {string} other */
const are = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

export const overview = {
    title: 'Overview',
    /**
     * The state of all bundles in one sentence.
     * @param {{all: number, good: number, overdue: number, failed: number, problem: number, never: number}} tally
     */
    sentence: ({ all, good, overdue, failed, problem, never }) => {
        if (all === 0) {
            return 'There are no bundles yet.';
        }
        if (never === all) {
            return all === 1 ? 'The bundle was never backed up.' : `None of the ${all.toLocaleString('en')} bundles was ever backed up.`;
        }
        const wrong = [
            overdue > 0 && are(overdue, 'is overdue', 'are overdue'),
            failed > 0 && are(failed, 'failed', 'failed'),
            problem > 0 && are(problem, 'has a problem', 'have a problem'),
            never > 0 && are(never, 'was never backed up', 'were never backed up'),
        ].filter(Boolean);
        if (wrong.length === 0) {
            return all === 1 ? 'The bundle is backed up.' : `All ${all.toLocaleString('en')} bundles are backed up.`;
        }
        const last = wrong.pop();
        const list = wrong.length === 0 ? last : `${wrong.join(', ')} and ${last}`;
        return `${good.toLocaleString('en')} of ${are(all, 'bundle is', 'bundles are')} backed up; ${list}.`;
    },
    noBundles: { title: 'The service has no bundles', hint: 'Put a directory with a bundle.json into the bundles directory of the service, or name bundles in its configuration.' },
    bundles: 'Bundles',
    filter: 'Filter by name',
    nothingFound: 'No bundle has such a name.',
    columns: { bundle: 'Bundle', size: 'Size', last: 'Last backup', state: 'State' },
    safety: { good: 'Backed up', overdue: 'Overdue', failed: 'Failed', problem: 'Problem', never: 'Never backed up' },
    running: 'Running now',
    nothingRuns: 'Nothing is running.',
    service: 'Service',
    free: 'Free space',
    staged: 'Waiting for clients',
    slots: 'Slots in use',
    queued: 'Queued',
    sessions: 'Open sessions',
    backUp: 'Back up',
};
