/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

/** @param {string[]} words */
const list = (words) => (words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

export const restore = {
    title: 'Restore',
    steps: { folder: 'Backup', snapshot: 'Snapshot', options: 'What and where', check: 'Check', result: 'Result' },
    intro: {
        folder: 'Choose where the data comes from. Nothing is changed before you have seen what would change, and have confirmed it.',
        snapshot: 'Choose a snapshot and what to restore from it. Nothing is changed before you have seen what would change, and have confirmed it.',
    },
    folder: {
        title: 'From a folder on this computer',
        drop: 'Drop the folder here, or choose it.',
        hint: 'The folder that was backed up into, or the folder of one bundle in it: from this dashboard, from backup.sh or from an SDK.',
        choose: 'Choose a folder',
        files: 'Choose downloaded files',
        other: 'Choose another',
        reading: 'Reading the folder',
        unreadable: 'The folder cannot be read. Check that it is still there and that you may read it, and choose it again.',
        none: 'There is no backup in it',
        noneHint: 'A backup is a folder for each bundle, with a file “manage.json.manifest” and a file “capabilities.json” in it. Choose the folder that was backed up into, or the folder of one bundle.',
        /** @param {number} count */
        found: (count) => `${plural(count, 'bundle', 'bundles')} found`,
        downloads: 'downloaded files',
    },
    bundles: {
        title: 'Bundles in the backup',
        all: 'Select all',
        filter: 'Filter by name',
        /** @param {string} moment */
        from: (moment) => `Backup of ${moment}`,
        /** @param {string} version */
        version: (version) => `version ${version}`,
        tars: 'Archives without a manifest',
        generations: 'Which backup',
        /** @param {string} moment @param {boolean} newest */
        generation: (moment, newest) => (newest ? `${moment} (newest)` : moment),
        reading: 'Reading',
        whole: 'Complete',
        incomplete: 'Incomplete',
        unusable: 'Cannot be restored',
        /** @param {number} files @param {string} bytes */
        content: (files, bytes) => `${plural(files, 'file', 'files')}, ${bytes}`,
        /** @param {number} count */
        lacks: (count) => `This backup could not take ${plural(count, 'entry', 'entries')}. The restore brings back everything else and names what is missing.`,
        unfinishedIncrement: 'An increment in this folder was not finished. It is left out; the backups before it can be restored.',
        /** @param {string[]} names */
        damagedManifests: (names) => `${list(names)} cannot be read, and this backup is left out. Put back an undamaged copy to restore it.`,
        damagedManifest: 'The manifest of this backup is damaged. Choose another backup of the bundle, or put back an undamaged copy of the manifest.',
        obstacles: {
            unfinished: 'This backup was never finished. Go on with it first: on the page “Back up” with the same folder, or with backup.sh.',
            noCapabilities: 'The file capabilities.json is missing or damaged. Copy it from another backup of this bundle into the folder of the bundle.',
            noManifest: 'There is no manifest (manage.json.manifest) that can be read. Choose a complete copy of the folder.',
        },
        /** @param {{uri: string, has?: number, size?: number}[]} missing */
        missing: (missing) => {
            const some = missing.slice(0, 3).map(({ uri, has, size }) => (has === undefined ? `${uri} is missing` : `${uri} has ${has.toLocaleString('en')} bytes and not ${size?.toLocaleString('en')}`));
            return `${list(some)}${missing.length > 3 ? `, and ${plural(missing.length - 3, 'more file', 'more files')}` : ''}. Put back what is missing and choose the folder again, or restore what is intact with “Salvage”.`;
        },
    },
    options: {
        target: 'Restore to',
        targetHint: 'The bundle whose data is replaced.',
        targetUnknown: 'The service has no bundle with this name. Choose one of its bundles.',
        targetTwice: 'Another bundle is restored to this one already.',
        mode: 'How',
        modes: {
            replace: { title: 'Replace', hint: 'The data becomes what the backup has. Files that the backup does not have are removed.' },
            merge: { title: 'Merge', hint: 'Files of the backup are put back. Files that the backup does not have stay.' },
            salvage: { title: 'Salvage', hint: 'For a damaged backup: what is intact is put back, everything else stays, and the report names what is lost.' },
        },
        paths: 'Only these files and directories',
        pathsHint: 'One path in a line, relative to the data, such as files/a.txt. Everything else stays as it is. Empty: all.',
        more: 'More options',
        /** @param {string} target @param {string} mode */
        summary: (target, mode) => `Restore to ${target}: ${mode}`,
        /** @param {string} backup @param {string} installed */
        newer: (backup, installed) => `The backup is of version ${backup}, and version ${installed} is installed.`,
        downgrade: 'Restore the data of the newer version anyway',
        downgradeNeeded: 'Data of a newer version needs your consent.',
        nothing: 'Select at least one bundle.',
        start: 'Check what would change',
        startHint: 'Sends the backup to the service, which compares it with the present data. Nothing is changed.',
        held: 'Look at that session in the history, and wait for its end or cancel it there.',
        wait: 'The backup is still being read.',
        busy: 'Another tab of this browser is restoring. Finish or give up that restore first.',
    },
    run: {
        /** @param {string} folder */
        from: (folder) => `From ${folder}`,
        fromSnapshot: 'From a snapshot in the vault',
        /** @param {string} target */
        to: (target) => `to ${target}`,
        /** @param {string} time */
        deadline: (time) => `Timer: ends at ${time}`,
        /** @param {string[]} paths */
        only: (paths) => `Only ${list(paths.slice(0, 3))}${paths.length > 3 ? `, and ${plural(paths.length - 3, 'more path', 'more paths')}` : ''}`,
        elsewhere: 'Another tab of this browser drives a restore',
        elsewhereHint: 'Go on in that tab. When it is closed, this page takes over.',
        trouble: 'The service does not answer as it should. The restore goes on by itself as soon as it does.',
        /** @param {string} time */
        waits: (time) => `The service keeps what was sent as long as this tab is open. If you close it, come back before ${time}.`,
        /** @param {string} time */
        waitsSnapshot: (time) => `The service keeps this restore ready as long as this tab is open. If you close it, come back before ${time}.`,
        steps: { starting: 'Starting', sending: 'Sending', folder: 'Needs the folder', checking: 'Checking', review: 'Waits for you', applying: 'Restoring', ended: 'Ended', stopped: 'Stopped' },
        sending: 'The backup is being sent to the service. Nothing is changed.',
        checking: 'The service verifies the backup and compares it with the present data. Nothing is changed.',
        queued: 'This bundle begins after the bundles that it depends on are restored.',
        applying: 'The new data is built beside the present data and exchanged with it at once.',
        /** @param {string} name */
        folder: (name) => `To go on, give the folder “${name}” again. What was sent already is not sent again.`,
        /** @param {string} name */
        reopen: (name) => `Open “${name}”`,
        wrongFolder: 'This folder does not have that backup.',
        badFile: {
            /** @param {string} uri */
            damaged: (uri) => `${uri} is damaged: it is not the file that was backed up. Nothing was changed. Put back an undamaged copy and try again, or give up and restore what is intact with “Salvage”.`,
            /** @param {string} uri */
            unreadable: (uri) => `${uri} cannot be read. Nothing was changed. Check the folder and try again.`,
            /** @param {string} uri */
            missing: (uri) => `${uri} is not in the folder. Nothing was changed. Put it back and try again, or give up and restore what is intact with “Salvage”.`,
        },
        gone: 'The service no longer knows this restore. Nothing that you had not confirmed was changed. Begin again.',
        giveUp: 'Give up',
        giveUpTitle: 'Give up this restore?',
        giveUpText: 'What was sent is removed from the service. The data of your bundles stays as it is.',
        giveUpSnapshot: 'The data of your bundles stays as it is, and so does the snapshot.',
        giveUpConfirmed: 'A bundle that you have confirmed is restored nevertheless.',
        goOn: 'Go on',
        done: 'Done',
        another: 'Restore something else',
        salvage: 'Begin again with “Salvage”',
    },
    review: {
        /** @param {{added: number, changed: number, removed: number}} counts @param {string} target */
        sentence: ({ added, changed, removed }, target) => {
            const words = [added > 0 && `add ${plural(added, 'entry', 'entries')}`, changed > 0 && `change ${added > 0 ? changed.toLocaleString('en') : plural(changed, 'entry', 'entries')}`, removed > 0 && `remove ${added + changed > 0 ? removed.toLocaleString('en') : plural(removed, 'entry', 'entries')}`];
            const said = words.filter((word) => word !== false);
            return said.length === 0 ? `Nothing would change: ${target} has the data of the backup already.` : `The restore would ${list(said)} in ${target}.`;
        },
        tree: 'What would change',
        kinds: { added: 'Added', changed: 'Changed', removed: 'Removed' },
        show: 'Show',
        /** @param {string} done @param {string} all */
        reading: (done, all) => `${done} of ${all} read`,
        root: '(the data directory itself)',
        nothing: 'Nothing of this kind.',
        /** @param {number} count */
        failed: (count) => `${plural(count, 'entry cannot', 'entries cannot')} be restored as the backup has ${count === 1 ? 'it' : 'them'}`,
        /** @param {number} count */
        remarks: (count) => plural(count, 'remark', 'remarks'),
        again: 'Check again',
        /** @param {string} time */
        checked: (time) => `Compared at ${time}`,
        confirm: 'Type the name of the bundle to confirm',
        /** @param {string} target */
        confirmHint: (target) => `The data of ${target} is exchanged. You can undo it afterwards.`,
        /** @param {string} target */
        confirmWrong: (target) => `This is not the name. Type ${target}.`,
        button: 'Restore now',
        keys: 'Arrow keys move in the tree; right opens a directory, left closes it.',
    },
    result: {
        /** @param {string} target @param {string} files @param {string} bytes */
        completed: (target, files, bytes) => `${target} is restored: ${files}, ${bytes}.`,
        /** @param {string} target */
        failed: (target) => `${target} was not restored. Its data is as it was.`,
        /** @param {string} target */
        cancelled: (target) => `The restore of ${target} was ended before it was carried out. Its data is as it was.`,
        /** @param {string} target */
        rejected: (target) => `The service refused to restore ${target}. Its data is as it was.`,
        expired: 'The restore was not used for too long, and the service has removed what was sent. Nothing was changed. Begin again.',
        /** @param {string | undefined} path @param {string | undefined} uri */
        where: (path, uri) => [path && `Path: ${path}.`, uri && `File of the backup: ${uri}.`].filter(Boolean).join(' '),
        inPlace: 'is in place, but it could not be made durable',
        /** @param {string} target */
        notDurable: (target) => `The new data of ${target} is in place, but the disk did not confirm it.`,
        undo: 'Undo',
        redo: 'Undo the undo',
        /** @param {string} target */
        undone: (target) => `${target} has its earlier data again.`,
        /** @param {string} target */
        redone: (target) => `${target} has the restored data again.`,
        undoHint: 'The earlier data is kept; one call exchanges it with the present data.',
        noUndo: 'No earlier data was kept, so this restore cannot be undone here.',
        all: 'Show all',
    },
};
