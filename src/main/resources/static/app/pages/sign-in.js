import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { Problem } from '../api.js';
import { lost, signIn } from '../state/login.js';
import { T } from '../texts.js';
import { Field, Wrong } from '../ui/parts.js';

/** The token goes to the service once and is exchanged for a cookie that scripts cannot read. */
export function SignIn() {
    const input = useRef(/** @type {HTMLInputElement | null} */ (null));
    const [busy, setBusy] = useState(false);
    const [wrong, setWrong] = useState(/** @type {string | undefined} */ (undefined));
    const [problem, setProblem] = useState(/** @type {Error | undefined} */ (undefined));
    useEffect(() => {
        document.title = `${T.common.signIn.title} · ${T.common.product}`;
        input.current?.focus();
    }, []);
    const submit = async (/** @type {Event} */ event) => {
        event.preventDefault();
        const token = input.current?.value.trim() ?? '';
        setWrong(token === '' ? T.common.signIn.empty : undefined);
        setProblem(undefined);
        if (token === '') {
            return;
        }
        setBusy(true);
        try {
            await signIn(token);
        } catch (failure) {
            if (failure instanceof Problem && failure.status === 401) {
                setWrong(T.common.signIn.wrong);
            } else {
                setProblem(/** @type {Error} */ (failure));
            }
            setBusy(false);
            input.current?.focus();
        }
    };
    return html`<main class="sign-in"><form class="card" onSubmit=${submit} noValidate>
        <div class="brand"><img src="favicon.svg" alt="" />${T.common.product}</div>
        <div><h1>${T.common.signIn.title}</h1><p class="soft">${T.common.signIn.intro}</p>
            ${lost.value && html`<p role="status">${T.common.signIn.lost}</p>`}</div>
        <${Field} label=${T.common.signIn.token} hint=${T.common.signIn.hint} wrong=${wrong}>${(/** @type {object} */ ids) =>
            html`<input class="input" type="password" autocomplete="current-password" spellcheck=${false} ref=${input} ...${ids} />`}</${Field}>
        <${Wrong} problem=${problem} />
        <button class="button main" disabled=${busy}>${T.common.signIn.button}</button>
        <p class="small"><a href="swagger-ui/index.html">${T.common.signIn.api}</a></p>
    </form></main>`;
}
