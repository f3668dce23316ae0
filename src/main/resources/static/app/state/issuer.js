import { signal } from '../../vendor/ui.js';
import { call, send } from '../api.js';
import { T } from '../texts.js';

/**
 * Signing in at an issuer. The service makes the request to the issuer and exchanges the code: no token and no verifier is ever here.
 */

/** The page that the issuer sends the browser back to. */
const HOME = new URL('../../', import.meta.url).href;

/** The page to show after the way to the issuer and back; also says that this tab has begun to sign in. */
const RETURN = 'bundle-backup.sign-in';

/** Why the way to the issuer and back has signed nobody in. @type {import('../../vendor/ui.js').Signal<Error | undefined>} */
export const refused = signal(undefined);

/** The host of the issuer; undefined if there is none. @returns {Promise<string | undefined>} */
export async function issuer() {
    const { host } = /** @type {import('../schemas.js').Issuer} */ (await call('login/issuer'));
    return host;
}

/** Leaves the page for that of the issuer. */
export async function signInAtIssuer() {
    refused.value = undefined;
    const { location: there } = /** @type {import('../schemas.js').SignIn} */ (
        await call('login/issuer', { method: 'POST', json: { redirectUri: HOME } }));
    sessionStorage.setItem(RETURN, location.hash);
    location.assign(there);
}

/** Signs in with the answer in the address, if the browser comes from the issuer. The answer leaves the address and the history at once. */
export async function comeBack() {
    const answer = new URLSearchParams(location.search);
    const state = answer.get('state');
    if (state === null || !(answer.has('code') || answer.has('error'))) {
        return;
    }
    const hash = sessionStorage.getItem(RETURN);
    sessionStorage.removeItem(RETURN);
    history.replaceState(null, '', HOME + (hash ?? location.hash));
    dispatchEvent(new Event('hashchange'));
    if (hash === null) {
        // Another page may have made this address.
        refused.value = new Error(T.common.signIn.notBegun);
        return;
    }
    const code = answer.get('code');
    if (code === null) {
        refused.value = new Error(sentence(answer.get('error') ?? ''));
        return;
    }
    try {
        await send('login/code', { method: 'POST', json: { code, state, issuer: answer.get('iss') ?? undefined, redirectUri: HOME } });
    } catch (problem) {
        refused.value = /** @type {Error} */ (problem);
    }
}

/** The description that comes with an error is not shown: anybody can write one. @param {string} error */
function sentence(error) {
    const known = /** @type {Record<string, string>} */ (T.common.signIn.errors)[error];
    return known ?? T.common.signIn.otherError(/^[a-z_]{1,40}$/.test(error) ? error : '?');
}
