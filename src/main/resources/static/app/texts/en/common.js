/** @param {number} count @param {string} one @param {string} other */
const plural = (count, one, other) => `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

/** Texts that several pages show. */
export const common = {
    product: 'Bundle Backup',
    skip: 'Skip to the page',
    navigation: 'Main',
    pages: { overview: 'Overview', backup: 'Back up', restore: 'Restore', vaults: 'Vaults', sessions: 'History', events: 'Events' },
    unsafe: 'Tokens can be read on the network',
    loading: 'Loading',
    tryAgain: 'Try again',
    copy: 'Copy',
    copied: 'Copied',
    cancel: 'Cancel',
    close: 'Close',
    save: 'Save',
    asCurl: 'As curl calls',
    /** @param {number} code */
    code: (code) => `(code ${code})`,
    noPage: { title: 'There is no such page', hint: 'The address may have been typed wrong, or it belongs to a newer version.', back: 'Go to the overview' },
    connection: {
        connecting: 'Connecting',
        live: 'Live',
        reconnecting: 'Reconnecting',
        signedOut: 'Signed out',
        /** @param {number} behind */
        catchingUp: (behind) => `Catching up: ${plural(behind, 'event', 'events')}`,
        now: 'Reconnect now',
    },
    unreachable: { title: 'The service does not answer', hint: 'Check that the service is running and that this address is right.' },
    signIn: {
        lost: 'You are signed out. The token was changed, withdrawn or has ended, or you signed out in another tab.',
        title: 'Sign in',
        intro: 'Backups and restores of application data.',
        token: 'Token',
        hint: 'The token that the service made at its first start is in the file “token” of its data directory.',
        wrong: 'This token is not valid.',
        empty: 'Enter the token.',
        button: 'Sign in',
        /** @param {string} host */
        at: (host) => `Sign in with ${host}`,
        or: 'or with a token',
        notBegun: 'The sign-in was not begun in this tab. Begin again.',
        errors: {
            access_denied: 'The issuer did not let you in, or you have cancelled the sign-in.',
            server_error: 'The issuer has failed. Try again later.',
            temporarily_unavailable: 'The issuer is not available now. Try again later.',
        },
        /** @param {string} error */
        otherError: (error) => `The issuer has refused the sign-in (${error}). The operator finds the reason in the log of the issuer.`,
        api: 'API documentation',
    },
    signOut: 'Sign out',
    phases: {
        waitingForSlot: 'Waiting for a slot',
        extension: 'The application prepares',
        scanning: 'Scanning',
        packing: 'Packing',
        waitingForClient: 'Waiting for the client',
        uploading: 'Uploading',
        verifying: 'Verifying',
        applying: 'Applying',
    },
    bundleStates: { queued: 'Queued', running: 'Running', ended: 'Ended' },
    outcomes: { completed: 'Completed', failed: 'Failed', cancelled: 'Cancelled', rejected: 'Refused' },
    sessionTypes: { backup: 'Full backup', incrementalBackup: 'Incremental backup', restore: 'Restore' },
    sessionStates: { open: 'Open', running: 'Running', completed: 'Completed', releasing: 'Being released', released: 'Released', expired: 'Expired' },
    /** @param {number} place */
    position: (place) => `No. ${place.toLocaleString('en')} in the queue`,
    paused: 'Announcements stopped (send rate 0)',
    /** @param {number} count */
    failedFiles: (count) => `${plural(count, 'file', 'files')} failed`,
    /** @param {number} count */
    files: (count) => plural(count, 'file', 'files'),
    /** @param {number} count */
    bundles: (count) => plural(count, 'bundle', 'bundles'),
    /** @param {string} done @param {string} total */
    of: (done, total) => `${done} of ${total}`,
    /** @param {string} rate */
    rate: (rate) => `${rate}/s`,
    /** @param {string} time */
    left: (time) => `${time} left`,
};
