/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

export const snapshot = {
    title: 'Snapshot',
    noAuthority: 'Your token has no access to vaults. The operator gives it with the authority “vault”.',
    unknown: {
        title: 'There is no such snapshot',
        hint: 'It was deleted and is forgotten by now, or it belongs to another vault.',
        vault: 'The service has no vault of this name.',
        back: 'Choose a snapshot',
    },
    head: {
        of: 'Snapshot of',
        /** @param {string} version */
        version: (version) => `version ${version}`,
        /** @param {string} vault */
        vault: (vault) => `vault ${vault}`,
        complete: 'Complete',
        /** @param {number} count */
        incomplete: (count) => `Incomplete: ${plural(count, 'entry', 'entries')} could not be read`,
        pinned: 'Pinned',
        /** @param {string} time */
        deleted: (time) => `This snapshot is deleted, and is forgotten at ${time}. Until then it can be read and restored.`,
        navigation: 'This snapshot and others',
        older: 'Older',
        newer: 'Newer',
        compare: 'What changed',
        restore: 'Restore',
        everything: 'everything',
    },
    archive: {
        tar: 'As tar',
        zip: 'As zip',
        hint: { tar: 'Everything, also hard links and attributes', zip: 'Files, directories and links' },
        /** @param {string} what @param {string} format */
        label: (what, format) => `Download ${what} as ${format}`,
    },
    list: {
        title: 'Files of the snapshot',
        where: 'Directory',
        root: 'Data',
        types: { file: 'File', directory: 'Directory', link: 'Link', other: 'Other' },
        to: ', link to ',
        all: 'All',
        filter: 'Search in this directory',
        /** @param {string} name */
        tick: (name) => `Select ${name}`,
        /** @param {number} count @param {string} text */
        entries: (count, text) => `${text} ${count === 1 ? 'entry' : 'entries'}`,
        andMore: ', and more below',
        /** @param {string} found @param {string} read @param {boolean} complete */
        found: (found, read, complete) => `${found} of ${read}${complete ? '' : ', searching'}`,
        covered: 'This directory is selected with everything in it.',
        empty: 'This directory is empty',
        keys: 'Arrow keys move, Enter opens, Backspace goes up, Space selects; letters find a name.',
        /** @param {string} name */
        notHere: (name) => `“${name}” is not in this snapshot`,
        notHereHint: 'It was made later, or was deleted before the snapshot was taken. Look in an older or newer snapshot.',
        up: 'Go up',
    },
    selection: {
        none: 'Select entries to download or restore them together.',
        /** @param {number} count */
        count: (count) => `${plural(count, 'entry', 'entries')} selected`,
        clear: 'Clear',
        restore: 'Restore the selection',
        tooLong: 'These are too many entries for one download. Select their directory, or fewer.',
        /** @param {number} most */
        tooMany: (most) => `A restore takes at most ${most.toLocaleString('en')} paths. Select their directory, or fewer.`,
    },
    details: {
        title: 'Details',
        type: 'Type',
        size: 'Size',
        /** @param {number} count */
        bytes: (count) => plural(count, 'byte', 'bytes'),
        target: 'Points to',
        changed: 'Modified',
        mode: 'Permissions',
        owner: 'Owner, group',
        /** @param {number} uid @param {number} gid */
        ids: (uid, gid) => `${uid}, ${gid}`,
        encoded: 'The name has characters that cannot be shown. The service writes it as',
        digest: 'SHA-256',
        copyDigest: 'Copy SHA-256',
        download: 'Download',
        /** @param {string} name */
        downloadLabel: (name) => `Download ${name}`,
        versions: 'In other snapshots',
        restore: 'Restore this',
    },
    versions: {
        /** @param {string} path */
        title: (path) => `${path} in other snapshots`,
        back: 'Back to the files',
        /** @param {number} read @param {number} all */
        reading: (read, all) => `Looking: ${read} of ${plural(all, 'snapshot', 'snapshots')}`,
        /** @param {number} read @param {number} all */
        read: (read, all) => (read === all ? `In all ${plural(all, 'snapshot', 'snapshots')} of the bundle` : `In ${read} of ${plural(all, 'snapshot', 'snapshots')}: those around this one`),
        more: 'Look in more snapshots',
        here: 'this snapshot',
        absent: 'Not there',
        changed: 'Changed',
        added: 'New',
        same: 'Unchanged',
        /** @param {string} when */
        download: (when) => `Download as of ${when}`,
    },
    compare: {
        title: 'What changed',
        with: 'Compare with',
        choose: 'Choose a snapshot',
        hint: 'Choose the snapshot to compare with.',
        alone: 'This is the only snapshot of the bundle.',
        /** @param {string} when @param {boolean} newer */
        option: (when, newer) => `${when} (${newer ? 'newer' : 'older'})`,
        nothing: 'Nothing differs between the two snapshots.',
        /** @param {string} count @param {boolean} complete @param {string} from @param {string} to */
        sentence: (count, complete, from, to) => `${complete ? count : `More than ${count}`} ${count === '1' ? 'change' : 'changes'} from ${from} to ${to}`,
        show: 'Show',
        all: 'All changes',
        /** @param {string} name @param {string} count @param {boolean} complete */
        kind: (name, count, complete) => `${name} (${count}${complete ? '' : '+'})`,
        more: 'Read more',
    },
    fromVault: {
        title: 'From a snapshot in the vault',
        hint: 'The service has these snapshots itself; nothing is sent.',
        /** @param {number} count */
        any: (count) => `The vaults have snapshots of ${plural(count, 'bundle', 'bundles')}.`,
        choose: 'Choose a snapshot',
        all: 'All snapshots',
        /** @param {string} when */
        restoreOf: (when) => `Restore the snapshot of ${when}`,
        restore: 'Restore',
    },
    wizard: {
        title: 'Restore from a snapshot',
        /** @param {string} when */
        of: (when) => `Snapshot of ${when}`,
        pick: {
            title: 'Which snapshot',
            vault: 'Vault',
            bundle: 'Bundle',
            bundleHint: 'Type or choose a name',
            until: 'As it was at',
            untilHint: 'The newest snapshots up to then are shown. Empty: all.',
            none: 'No snapshot yet',
            noneHint: 'The vaults have no snapshot of this bundle. A schedule makes them, or “Run now” on the page “Vaults”.',
            noneThen: 'There is no snapshot from then or earlier.',
            nothing: 'The vaults have no snapshots yet',
            nothingHint: 'A schedule makes them, or “Run now” on the page “Vaults”.',
            toVaults: 'Go to the vaults',
            /** @param {string} name */
            unknown: (name) => `No vault has snapshots of ${name}.`,
            list: 'Snapshots, newest first',
            use: 'Use this',
            /** @param {string} when */
            useOf: (when) => `Use the snapshot of ${when}`,
            newest: 'Newest',
            deleted: 'Deleted',
        },
        another: 'Choose another snapshot',
        browse: 'Look into it',
        gone: 'There is no such snapshot any more: it was deleted and is forgotten. Choose another one.',
        /** @param {number} count */
        lacks: (count) => `This snapshot lacks ${plural(count, 'entry', 'entries')} that could not be read. The restore brings back everything else.`,
        what: {
            title: 'What',
            all: 'Everything',
            /** @param {string} files @param {string} bytes */
            allHint: (files, bytes) => `${files}, ${bytes}`,
            some: 'Only some files and directories',
            someHint: 'Everything else stays as it is.',
            tree: 'Files of the snapshot',
            search: 'Search in the opened directories',
            keys: 'Arrow keys move, right opens a directory, Space selects.',
            more: 'Show more',
            reading: 'Reading',
            empty: 'Empty',
            nothingFound: 'No name in the opened directories has this in it.',
            /** @param {number} count */
            chosen: (count) => `${plural(count, 'path', 'paths')} selected`,
            remove: 'Leave out',
            /** @param {string} path */
            removeOf: (path) => `Leave out ${path}`,
            missing: 'Select at least one file or directory, or restore everything.',
            /** @param {number} most */
            tooMany: (most) => `At most ${most.toLocaleString('en')} paths can be restored at once. Select their directory, or fewer.`,
        },
        where: 'Where and how',
        target: 'Restore to',
        targetHint: 'The bundle that gets the data: that of the snapshot, unless you type another name.',
        targetGone: 'The service no longer has this bundle. Type the name of the bundle that is to get the data.',
        modes: {
            replace: { title: 'Replace', hint: 'The data becomes what the snapshot has. Files that the snapshot does not have are removed.' },
            merge: { title: 'Merge', hint: 'Files of the snapshot are put back. Files that the snapshot does not have stay.' },
            salvage: { title: 'Salvage', hint: 'For a damaged vault: what is intact is put back, everything else stays, and the report names what is lost.' },
        },
        /** @param {string} backup @param {string} installed */
        newer: (backup, installed) => `The snapshot is of version ${backup}, and version ${installed} is installed.`,
        startHint: 'The service compares the snapshot with the present data. Nothing is changed.',
        held: {
            title: 'Another backup or restore uses this bundle now',
            /** @param {string} type @param {string} since */
            by: (type, since) => `${type}, since ${since}. Wait for its end, or cancel it, and try again.`,
        },
        damaged: 'Nothing was changed. An older snapshot may be intact; “Salvage” puts back what can still be read.',
        unavailable: 'Nothing was changed. Try again when the vault can be used.',
        underWay: { title: 'Another restore is under way', hint: 'Finish it or give it up; then the chosen snapshot can be restored.' },
        ended: { title: 'This is the result of the last restore', begin: 'Go on with the chosen snapshot' },
    },
};
