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
        hint: { tar: 'With links, owners and permissions', zip: 'Files and directories only' },
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
};
