import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { Problem } from '../api.js';
import { issuer, refused, signInAtIssuer } from '../state/issuer.js';
import { lost, signIn } from '../state/login.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { Field, Wrong } from '../ui/parts.js';

/** The token goes to the service once and is exchanged for a cookie that scripts cannot read. */
export function SignIn() {
    const input = useRef(/** @type {HTMLInputElement | null} */ (null));
    const [busy, setBusy] = useState(false);
    const [wrong, setWrong] = useState(/** @type {string | undefined} */ (undefined));
    const [problem, setProblem] = useState(/** @type {Error | undefined} */ (undefined));
    const [host, setHost] = useState(/** @type {string | undefined} */ (undefined));
    const back = useValue(refused);
    useEffect(() => {
        document.title = `${T.common.signIn.title} · ${T.common.product}`;
        input.current?.focus();
        // Without an answer the token remains, and its problem says that the service does not answer.
        issuer().then(setHost, () => {});
    }, []);
    const attempt = async (/** @type {() => Promise<void>} */ act) => {
        setProblem(undefined);
        setWrong(undefined);
        refused.value = undefined;
        setBusy(true);
        try {
            await act();
        } catch (failure) {
            if (act !== signInAtIssuer && failure instanceof Problem && failure.status === 401) {
                setWrong(T.common.signIn.wrong);
            } else {
                setProblem(/** @type {Error} */ (failure));
            }
            setBusy(false);
            input.current?.focus();
        }
    };
    const submit = (/** @type {Event} */ event) => {
        event.preventDefault();
        const token = input.current?.value.trim() ?? '';
        if (token === '') {
            setWrong(T.common.signIn.empty);
        } else {
            attempt(() => signIn(token));
        }
    };
    return html`<main class="sign-in"><form class="card" onSubmit=${submit} noValidate>
        <div class="brand"><img src="favicon.svg" alt="" />${T.common.product}</div>
        <div><h1>${T.common.signIn.title}</h1><p class="soft">${T.common.signIn.intro}</p>
            ${lost.value && html`<p role="status">${T.common.signIn.lost}</p>`}</div>
        <${Wrong} problem=${problem ?? back} />
        ${host && html`<button type="button" class="button main break" disabled=${busy} onClick=${() => attempt(signInAtIssuer)}>${T.common.signIn.at(host)}</button>
            <p class="or soft small"><span>${T.common.signIn.or}</span></p>`}
        <${Field} label=${T.common.signIn.token} hint=${T.common.signIn.hint} wrong=${wrong}>${(/** @type {object} */ ids) =>
            html`<input class="input" type="password" autocomplete="current-password" spellcheck=${false} ref=${input} ...${ids} />`}</${Field}>
        <button class=${host ? 'button' : 'button main'} disabled=${busy}>${T.common.signIn.button}</button>
        <p class="small"><a href="swagger-ui/index.html">${T.common.signIn.api}</a></p>
    </form></main>`;
}
