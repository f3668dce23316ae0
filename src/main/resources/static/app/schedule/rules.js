import { html, useId } from '../../vendor/ui.js';
import { T } from '../texts.js';

/**
 * The rules of retention as a person types them.
 *
 * @typedef {import('../schemas.js').Retention} Retention
 * @typedef {keyof typeof MOST} Rule
 * @typedef {Record<Rule, string>} Draft
 */

/** The rules, and how far their sliders go; the number may be larger. */
const MOST = { last: 30, hourly: 72, daily: 60, weekly: 52, monthly: 36, yearly: 10, within: 365 };
const RULES = /** @type {Rule[]} */ (Object.keys(MOST));

/** @param {Retention} rules @returns {Draft} */
export const draftOf = (rules) => /** @type {Draft} */ (Object.fromEntries(RULES.map((rule) => [rule, String(rules[rule] ?? '').replace(/^P(\d+)D$/, '$1')])));

/** @param {Draft} draft @param {Rule} rule whether it can be sent */
export const isRight = (draft, rule) => /^\d{0,5}$/.test(draft[rule].trim()) || (rule === 'within' && /^P[0-9YMWDTHS]+$/i.test(draft[rule].trim()));

/** @param {Draft} draft @returns {Retention | undefined} undefined if a rule is no number */
export function rulesOf(draft) {
    return RULES.every((rule) => isRight(draft, rule))
        ? Object.fromEntries(RULES.map((rule) => [rule, draft[rule].trim()]).filter(([, text]) => text !== '' && text !== '0').map(([rule, text = '']) => [rule, rule !== 'within' ? Number(text) : /^\d+$/.test(text) ? `P${Number(text)}D` : text.toUpperCase()]))
        : undefined;
}

/** In words, as they follow the name of a schedule. @param {Retention} rules */
export function words(rules) {
    const found = RULES.filter((rule) => rules[rule] !== undefined).map((rule) => (rule === 'within' ? T.schedules.within(T.bundle.period(String(rules.within))) : (T.schedules.rules[rule]?.(Number(rules[rule])) ?? '')));
    return found.length === 0 ? T.schedules.keepsAll : T.schedules.keeps(found);
}

/** A slider and a number for each rule. @param {{draft: Draft, set: (draft: Draft) => void}} props */
export function RulesEditor({ draft, set }) {
    return html`<div class="rules">${RULES.map((rule) => html`<${RuleField} key=${rule} rule=${rule} draft=${draft} set=${(/** @type {string} */ text) => set({ ...draft, [rule]: text })} />`)}</div>
        <p class="soft small">${RULES.every((rule) => ['', '0'].includes(draft[rule].trim())) ? T.schedules.retention.empty : T.schedules.retention.union}</p>`;
}

/** @param {{rule: Rule, draft: Draft, set: (text: string) => void}} props */
function RuleField({ rule, draft, set }) {
    const id = useId();
    const { labels, hints, slider } = T.schedules.retention;
    const right = isRight(draft, rule);
    const value = Number(draft[rule]);
    const typed = (/** @type {any} */ event) => set(event.currentTarget.value);
    return html`<div class="rule"><label for=${id}>${labels[rule]}</label>
        <input type="range" min="0" max=${MOST[rule]} value=${Number.isFinite(value) ? Math.min(value, MOST[rule]) : 0} aria-label=${slider(labels[rule])} onInput=${(/** @type {any} */ event) => set(event.currentTarget.value === '0' ? '' : event.currentTarget.value)} />
        <input class="input number-input" id=${id} type="text" inputmode="numeric" autocomplete="off" placeholder="–" value=${draft[rule]} aria-invalid=${!right} aria-describedby=${`${id}-hint`} onInput=${typed} />
        <span class=${right ? 'hint soft small' : 'wrong small'} id=${`${id}-hint`}>${right ? hints[rule] : T.schedules.form.wholeNumber}</span></div>`;
}
