/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;
/** @param {number} count */
const bundles = (count) => plural(count, 'bundle', 'bundles');

/** Texts of the page that backs up. */
export const backup = {
    title: 'Back up',
    heading: 'Back up bundles',
    choose: {
        title: 'Bundles',
        all: 'Select all',
        /** @param {number} count */
        allFound: (count) => `Select the ${plural(count, 'bundle', 'bundles')} found`,
        /** @param {number} count */
        count: (count) => (count === 0 ? 'None selected' : `${count.toLocaleString('en')} selected`),
        last: {
            /** @param {string} time */
            completed: (time) => `Last backup ${time}`,
            /** @param {string} time */
            failed: (time) => `The last backup failed ${time}`,
            /** @param {string} time */
            cancelled: (time) => `The last backup was cancelled ${time}`,
            /** @param {string} time */
            rejected: (time) => `The last backup was refused ${time}`,
        },
        never: 'Never backed up',
        /** @param {number} count */
        closed: (count) => `${bundles(count)} cannot be backed up`,
        notAllowed: 'The application does not allow backups.',
        whole: 'Always backed up whole',
    },
    plans: {
        full: 'Full backup',
        /** @param {string} time */
        increment: (time) => `What has changed since ${time}`,
        goOn: 'Goes on with an unfinished run',
        unknown: 'Looking at the folder',
        occupied: 'The folder has a backup already: choose another folder',
        foreign: 'The folder has other files of this name: choose another folder',
    },
    folder: {
        title: 'Folder',
        hint: 'Files go into a folder of this machine. A folder with an earlier backup gets only what has changed.',
        choose: 'Choose a folder',
        other: 'Choose another folder',
        refused: 'The browser was not allowed to write to the folder. Choose it again and allow changes.',
        ofBundle: 'This is the folder of one bundle. Choose the folder above it.',
        /** @param {string} reason */
        unreadable: (reason) => `The folder cannot be read: ${reason} Choose another folder.`,
        mode: 'What to back up',
        changes: 'Only what has changed',
        changesHint: 'Bundles without a backup in the folder are backed up whole.',
        everything: 'Everything',
        everythingHint: 'Needs a folder without a backup of these bundles.',
        newFolder: 'Use a new folder in it',
        /** @param {string} date */
        newName: (date) => `Backup ${date}`,
    },
    ways: {
        downloads: {
            title: 'This browser cannot write to a folder',
            text: 'The files are received and checked in the storage of this browser, then you save them as downloads. A backup is completed when you have confirmed that the downloads are there, because the service keeps no copy afterwards. Only full backups are possible. Chrome and Edge write to a folder directly.',
        },
        insecure: {
            title: 'This page cannot receive files',
            text: 'Browsers allow it only over HTTPS or on the machine of the service. Open this page in such a way, or use backup.sh.',
        },
        old: {
            title: 'This browser cannot receive files',
            text: 'Use a current version of Chrome, Edge, Firefox or Safari, not in a private window, or use backup.sh.',
        },
    },
    sum: {
        title: 'Start',
        bundles: 'Bundles',
        size: 'Size',
        changes: 'Changed since',
        /** @param {string} size */
        atMost: (size) => `at most ${size}`,
        /** @param {string} size */
        atLeast: (size) => `at least ${size}`,
        /** @param {string} name */
        measuring: (name) => `Measuring ${name}`,
        exactly: 'Measure exactly',
        /** @param {number} count */
        start: (count) => (count === 0 ? 'Start the backup' : `Back up ${bundles(count)}`),
        nothing: 'Select at least one bundle.',
        noFolder: 'Choose a folder.',
        /** @param {number} count */
        blocked: (count) => `${bundles(count)} will not be backed up: see the list.`,
        wait: 'Looking at the folder…',
    },
    run: {
        /** @param {number} count @param {string} folder */
        title: (count, folder) => `Backing up ${bundles(count)} into “${folder}”`,
        /** @param {number} count */
        titleDownloads: (count) => `Backing up ${bundles(count)} as downloads`,
        cancelling: 'Cancelling the backup',
        progress: 'Progress of the whole backup',
        /** @param {number} done @param {number} all */
        done: (done, all) => `${done.toLocaleString('en')} of ${bundles(all)} done`,
        /** @param {string} size */
        received: (size) => `${size} received`,
        stay: 'Keep this tab open. If it is closed, the backup can go on later.',
        lanes: 'Bundles of this backup',
        waiting: 'Waits for its turn',
        starting: 'Starting',
        receiving: 'Receiving',
        saving: 'Waits for you',
        cancel: 'Cancel the backup',
        /** @param {string} name */
        cancelOne: (name) => `Cancel the backup of ${name}`,
        /** @param {string} problem */
        waits: (problem) => `${problem} Trying again.`,
        stop: 'The backup stops at once, also for the bundles that wait. Bundles that are complete stay in the folder. What has arrived of the others is removed.',
        /** @param {string} name */
        stopOne: (name) => `The backup of ${name} stops, and what has arrived of it is removed. Earlier backups in the folder stay.`,
        keepGoing: 'Keep backing up',
    },
    paused: {
        full: 'The disk is full',
        fullText: 'No more files fit into the folder. Free some space, then go on. Nothing is lost: the service keeps what has not arrived.',
        fullDownloads: 'This browser may not store more files. Free some space on this machine, then go on, or cancel and back up fewer bundles at once.',
        folder: 'The folder cannot be written to',
        /** @param {string} reason */
        folderText: (reason) => `${reason} Check that the folder is still there, then go on. Nothing is lost: the service keeps what has not arrived.`,
        goOn: 'Go on',
    },
    save: {
        title: 'Save the files',
        /** @param {number} files @param {string} size */
        text: (files, size) => `${plural(files, 'file', 'files')} (${size}) of these bundles are here and checked. Save all of them, then look into your downloads.`,
        all: 'Save all files',
        files: 'Files to save',
        one: 'Save',
        /** @param {string} name */
        oneLabel: (name) => `Save ${name}`,
        /** @param {number} count */
        confirm: (count) => `I have looked: all ${plural(count, 'file is', 'files are')} in my downloads.`,
        done: 'Complete the backup',
        hint: 'Afterwards neither the service nor this browser has these files any more. Keep the names of the files: the restore page reads them.',
    },
    result: {
        /** @param {{all: number, good: number, partly: number, failed: number, cancelled: number}} counts */
        sentence: ({ all, good, partly, failed, cancelled }) => {
            const backedUp = good + partly;
            if (cancelled === all) {
                return 'The backup was cancelled.';
            }
            if (backedUp === 0 && cancelled === 0) {
                return all === 1 ? 'The bundle is not backed up.' : `None of the ${bundles(all)} is backed up.`;
            }
            if (good === all) {
                return all === 1 ? 'The bundle is backed up.' : `All ${all.toLocaleString('en')} bundles are backed up.`;
            }
            const rest = [
                partly > 0 && `${plural(partly, 'lacks', 'lack')} single files`,
                failed > 0 && `${failed.toLocaleString('en')} failed`,
                cancelled > 0 && `${plural(cancelled, 'was', 'were')} cancelled`,
            ].filter(Boolean);
            return `${backedUp.toLocaleString('en')} of ${plural(all, 'bundle is', 'bundles are')} backed up; ${rest.join(', ')}.`;
        },
        list: 'Results',
        /** @param {string} files @param {string} size */
        complete: (files, size) => `${files}, ${size}`,
        /** @param {string} files @param {string} size */
        added: (files, size) => `${files}, ${size} added`,
        /** @param {number} count */
        lacks: (count) => `${plural(count, 'entry', 'entries')} could not be backed up`,
        report: 'Report',
        /** @param {number} count */
        lost: (count) => `The folder had lost ${plural(count, 'file', 'files')}; what was in them was sent again. Older generations lack it.`,
        failed: 'Not backed up',
        givenUp: 'What has arrived is kept, and the backup can go on.',
        cancelled: 'What had arrived is removed.',
        notBegun: 'It had not begun.',
        states: { completed: 'Backed up', partly: 'Partly', failed: 'Failed', cancelled: 'Cancelled' },
        next: 'What to do with the folder',
        /** @param {string} folder */
        keep: (folder) => `“${folder}” has one folder for each bundle. Do not change or rename what is in them.`,
        again: 'Back up into the same folder again, and only what has changed is added. Copy the folder to another disk or machine as it is.',
        restore: 'To restore, give the folder to the page “Restore” or to restore.sh.',
        keepDownloads: 'Keep the downloads of a bundle together, for example in a folder of their own. To restore, give all of them to the page “Restore”.',
        another: 'Back up more bundles',
        history: 'See the history',
        goOn: 'Go on with the backup',
    },
    unfinished: {
        title: 'A backup is not finished',
        /** @param {number} open @param {number} all @param {string} folder @param {string} time */
        text: (open, all, folder, time) => `The backup into “${folder}”, begun ${time}, is not finished: ${open.toLocaleString('en')} of ${bundles(all)} still to do. Go on, and what has arrived is used.`,
        /** @param {number} open @param {number} all @param {string} time */
        downloads: (open, all, time) => `The backup as downloads, begun ${time}, is not finished: ${open.toLocaleString('en')} of ${bundles(all)} still to do. Go on, and what has arrived is used.`,
        goOn: 'Go on',
        show: 'Go to the backup',
        discard: 'Give it up',
        discardTitle: 'Give the backup up?',
        discardText: 'What has arrived of unfinished bundles is removed from the folder. Bundles that are complete stay.',
        keep: 'Keep it',
        refused: 'The browser was not allowed to write to the folder. Allow it to go on.',
    },
    elsewhere: { title: 'A backup runs in another tab', text: 'One tab at a time receives files. You can watch the work on the overview.', overview: 'Go to the overview' },
    startsOver: 'The session has ended. Starting over.',
    errors: {
        tooOften: 'The backup had to start over too often.',
        ofAnother: 'Another program has begun this backup in the folder. Go on with that program, or choose another folder.',
        noEnd: 'The backup does not end, and no more files come. Go on later.',
        /** @param {string} uri */
        strangeName: (uri) => `The service announced a file named ${uri}, which cannot be a file of this backup.`,
        /** @param {string} index */
        noManifest: (index) => `${index}.manifest is missing in the folder, and the increment starts from it. Put it back, or choose another folder.`,
        /** @param {string} name */
        lacks: (name) => `The backup was completed, but the folder lacks ${name}. Put it back, or choose another folder.`,
    },
};
