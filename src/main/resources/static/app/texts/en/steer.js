/** Texts of what steers a queued or running bundle. */
export const steer = {
    /** @param {string} bundle */
    open: (bundle) => `Steer ${bundle}`,
    button: 'Steer',
    gone: 'The session was released.',
    /** @param {string} outcome */
    ended: (outcome) => `This bundle has ended: ${outcome}. There is nothing left to steer.`,
    /** @param {string} phase */
    running: (phase) => `Running: ${phase}`,
    /** @param {number | undefined} position */
    queued: (position) => (position === undefined ? 'Waiting in the queue' : `Waiting in the queue, at position ${position.toLocaleString('en')}`),
    apply: 'Apply',
    /** @param {string} setting */
    applyTo: (setting) => `Apply: ${setting}`,
    priority: {
        label: 'Priority',
        hint: 'A whole number. Bundles of a higher priority begin first.',
        wrong: 'Enter a whole number from -2,147,483,648 to 2,147,483,647.',
        /** @param {number} value */
        done: (value) => `The priority is ${value} now.`,
        refused: 'The priority was not changed: the bundle has begun, and a bundle that has begun keeps its priority.',
    },
    timer: {
        label: 'Time left, in minutes',
        hint: 'Counted from now on, also while the bundle waits. When the time is up, the bundle fails (code 13500003).',
        wrong: 'Enter the minutes: 1 to 240.',
        /** @param {string} time @param {string} left */
        deadline: (time, left) => `The deadline is ${time} (${left} left).`,
        none: 'There is no deadline now: a timer that nobody has set stands still while the bundle waits.',
        /** @param {string} time */
        done: (time) => `The deadline is ${time} now.`,
        refused: 'The timer was not changed: the bundle does not run.',
    },
    rate: {
        label: 'Send rate',
        number: 'Files announced a second',
        hint: 'How many files the service announces to the client in a second, 0 to 800.',
        zero: 'At 0 the service announces no file any more: the backup stands still until the rate is raised, and its timer goes on.',
        wrong: 'Enter a whole number from 0 to 800.',
        /** @param {number} value */
        done: (value) => (value === 0 ? 'The service announces no more files of this bundle.' : `The send rate is ${value} a second now.`),
        refused: 'The send rate was not changed: the bundle does not run.',
    },
    cancel: {
        /** @param {boolean} restore */
        open: (restore) => (restore ? 'Cancel the restore' : 'Cancel the backup'),
        /** @param {string} bundle @param {boolean} restore */
        title: (bundle, restore) => `Cancel the ${restore ? 'restore' : 'backup'} of ${bundle}?`,
        keep: 'Let it go on',
        /** @param {string} files @param {string} size */
        backup: (files, size) => `This backup will be incomplete: it cannot be restored as a whole. The service deletes what it has prepared; files that a client has received stay where they are (so far ${files}, ${size}). Earlier backups stay as they are.`,
        /** @param {string} size */
        restore: (size) => `What was uploaded for this restore is deleted (so far ${size}), and the bundle keeps the data that it has now. If the new data is in place already, the restore completes.`,
        /** @param {string} bundle */
        done: (bundle) => `${bundle} is being cancelled.`,
    },
    withdraw: {
        open: 'Take it out of the queue',
        /** @param {string} bundle */
        title: (bundle) => `Take ${bundle} out of the queue?`,
        keep: 'Leave it in the queue',
        hint: 'Nothing has been done for this bundle yet, so nothing is lost. It cannot be added to the same session again.',
        /** @param {string} bundle */
        done: (bundle) => `${bundle} was taken out of the queue.`,
        /** @param {string} bundle */
        begun: (bundle) => `${bundle} had begun before it could be taken out of the queue; it is being cancelled.`,
    },
};
