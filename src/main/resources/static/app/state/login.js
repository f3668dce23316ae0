import { effect, signal } from '../../vendor/ui.js';
import { call, Problem, send, signedOut } from '../api.js';
import { connection, tell } from '../live/live.js';

/**
 * Who is signed in: undefined until the service has answered, null if nobody is.
 * @type {import('../../vendor/ui.js').Signal<import('../schemas.js').Login | null | undefined>}
 */
export const login = signal(undefined);

/** Why it is not known who is signed in; the service does not answer. @type {import('../../vendor/ui.js').Signal<Problem | undefined>} */
export const unreachable = signal(undefined);

/** Whether the login ended without a word of this page. @type {import('../../vendor/ui.js').Signal<boolean>} */
export const lost = signal(false);

/** Asks the service who is signed in, by the cookie. */
export async function ask() {
    try {
        login.value = await call('login');
        unreachable.value = undefined;
        signedOut.value = false;
        lost.value = false;
        tell('start');
    } catch (problem) {
        if (problem instanceof Problem && problem.status === 401) {
            login.value = null;
        } else {
            unreachable.value = /** @type {Problem} */ (problem);
        }
    }
}

/** @param {string} token sent once, never kept @throws {Problem} */
export async function signIn(token) {
    await send('login', { method: 'POST', json: { token } });
    await ask();
}

export async function signOut() {
    await send('login', { method: 'DELETE' });
    login.value = null;
    tell('stop');
}

/** Whether the caller has an authority. @param {'vault' | 'vault-admin'} authority */
export const may = (authority) => login.value?.authorities.includes(authority) ?? false;

/** Forgets what was read when nobody is signed in any more: another person may sign in next. @param {() => void} forget */
export function onSignedOut(forget) {
    effect(() => {
        if (login.value === null) {
            forget();
        }
    });
}

effect(() => {
    if (signedOut.value || (login.peek() && connection.value.state === 'signedOut')) {
        lost.value = login.peek() !== null && login.peek() !== undefined;
        signedOut.value = false;
        login.value = null;
    } else if (login.peek() === null && connection.value.state === 'live') {
        // Another tab has signed in.
        ask();
    }
});
