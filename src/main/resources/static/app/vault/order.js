import { html, useMemo, useState } from '../../vendor/ui.js';
import { byName } from '../format.js';
import { bundles } from '../state/bundles.js';
import { order } from '../state/runs.js';
import { readVaults } from '../state/vaults.js';
import { T } from '../texts.js';
import { useValue } from '../ui/hooks.js';
import { say } from '../ui/messages.js';
import { Confirm, Curl, Dialog, Rows, Wrong } from '../ui/parts.js';

/** Says what became of an order. @param {import('../schemas.js').VaultRun[]} made */
function report(made) {
    const skipped = made.filter(({ outcome }) => outcome === 'skipped').length;
    say('good', T.vault.runDialog.done(made.length - skipped, skipped));
}

/** Backs bundles up into a vault now, all or those that are ticked. @param {{vault: string, close: () => void}} props */
export function RunDialog({ vault, close }) {
    const texts = T.vault.runDialog;
    const known = useValue(bundles);
    const able = useMemo(() => [...(known?.values() ?? [])].filter(({ allToBackup, problem }) => allToBackup && problem === undefined).map(({ bundleName }) => bundleName).sort(byName), [known]);
    const [all, setAll] = useState(true);
    const [chosen, setChosen] = useState(/** @type {Set<string>} */ (new Set()));
    const [filter, setFilter] = useState('');
    const [state, set] = useState(/** @type {{busy?: boolean, problem?: Error, nothing?: boolean}} */ ({}));
    const shown = able.filter((name) => name.toLowerCase().includes(filter.trim().toLowerCase()));
    const names = all ? able : able.filter((name) => chosen.has(name));
    const toggle = (/** @type {string} */ name) => setChosen((last) => (last.has(name) ? new Set([...last].filter((other) => other !== name)) : new Set(last).add(name)));
    const submit = async (/** @type {Event} */ event) => {
        event.preventDefault();
        if (names.length === 0) {
            set({ nothing: true });
            return;
        }
        set({ busy: true });
        try {
            report(await order(vault, 'backup', all ? undefined : names));
            readVaults();
            close();
        } catch (failure) {
            set({ problem: /** @type {Error} */ (failure) });
        }
    };
    return html`<${Dialog} title=${texts.title(vault)} close=${close}><form class="stack" onSubmit=${submit}><p class="soft">${texts.hint}</p>
        <fieldset class="options"><legend class="unseen">${texts.chosen}</legend>
            <label class="option"><input type="radio" name="which" checked=${all} onChange=${() => setAll(true)} /><span>${texts.all}</span></label>
            <label class="option"><input type="radio" name="which" checked=${!all} onChange=${() => setAll(false)} /><span>${texts.some}</span></label></fieldset>
        ${!all && html`<div class="pick"><input class="input" type="search" placeholder=${texts.filter} aria-label=${texts.filter} value=${filter} onInput=${(/** @type {any} */ event) => setFilter(event.currentTarget.value)} />
            <${Rows} class="picks" label=${texts.chosen} items=${shown} height=${40} keyOf=${(/** @type {string} */ name) => name}
                row=${(/** @type {string} */ name) => html`<label class="check"><input type="checkbox" checked=${chosen.has(name)} onChange=${() => toggle(name)} /><span class="cut">${name}</span></label>`} /></div>`}
        <div role="status">${state.nothing && names.length === 0 && html`<p class="wrong">${texts.nothing}</p>`}</div><${Wrong} problem=${state.problem} />
        <div class="dialog-end"><button type="button" class="button" onClick=${close}>${T.common.cancel}</button><button class="button main" disabled=${state.busy}>${texts.action(names.length)}</button></div>
        <${Curl} calls=${[[`vaults/${vault}/runs`, { method: 'POST', json: { kind: 'backup', bundles: all ? undefined : names } }]]} /></form></${Dialog}>`;
}

/** @param {{vault: string, close: () => void}} props */
export function PruneDialog({ vault, close }) {
    const texts = T.vault.pruneDialog;
    const run = async () => {
        const made = await order(vault, 'prune');
        say('good', texts.done(made.length));
    };
    return html`<${Confirm} mild title=${texts.title(vault)} action=${texts.action} keep=${texts.keep} run=${run} close=${close} calls=${[[`vaults/${vault}/runs`, { method: 'POST', json: { kind: 'prune' } }]]}><p>${texts.hint}</p><p>${texts.stays}</p></${Confirm}>`;
}
