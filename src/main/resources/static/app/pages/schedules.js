import { html } from '../../vendor/ui.js';
import { ago, moment } from '../format.js';
import { link } from '../route.js';
import { describe } from '../schedule/cron.js';
import { ScheduleForm } from '../schedule/form.js';
import { ScheduleState, ScheduleView } from '../schedule/page.js';
import { words } from '../schedule/rules.js';
import { bundles } from '../state/bundles.js';
import { may } from '../state/login.js';
import { matcher, readVaults, schedules, vaultsProblem } from '../state/vaults.js';
import { T } from '../texts.js';
import { useNow, useValue } from '../ui/hooks.js';
import { Curl, Empty, Icon, Notice, Wrong } from '../ui/parts.js';
import { ForVault, Tabs } from '../vault/tabs.js';

/** @typedef {import('../schemas.js').Schedule} Schedule */

/** All schedules, one, or the form. @param {{part: string, query: URLSearchParams}} props */
export function SchedulesPage({ part, query }) {
    return html`<${ForVault}>${() => html`<${Shown} part=${part} query=${query} />`}</${ForVault}>`;
}

/** @param {{part: string, query: URLSearchParams}} props */
function Shown({ part, query }) {
    const known = useValue(schedules);
    const problem = useValue(vaultsProblem);
    const schedule = known?.find(({ name }) => name === part);
    if (known === undefined) {
        return html`<h1>${T.schedules.title}</h1>${problem === undefined ? html`<p class="soft" role="status">${T.common.loading}</p>` : html`<${Wrong} problem=${problem} again=${readVaults} />`}`;
    }
    if (part !== '' && schedule === undefined) {
        return html`<${Empty} icon="clock" title=${T.schedules.unknown.title} heading><p>${T.schedules.unknown.hint}</p><a href=${link('schedules')}>${T.schedules.unknown.back}</a></${Empty}>`;
    }
    const changes = may('vault-admin') && (schedule === undefined ? query.get('new') !== null : query.get('edit') !== null && !schedule.declared);
    if (changes) {
        return html`<${ScheduleForm} key=${part} schedule=${schedule} />`;
    }
    return schedule === undefined ? html`<${List} known=${known} problem=${problem} />` : html`<${ScheduleView} schedule=${schedule} />`;
}

/** @param {{known: Schedule[], problem: Error | undefined}} props */
function List({ known, problem }) {
    const admin = may('vault-admin');
    const now = useNow(30_000);
    const make = html`<a class="button main" href=${link('schedules', undefined, { new: '1' })}><${Icon} name="added" />${T.schedules.make}</a>`;
    return html`<div class="page-head"><div><h1>${T.schedules.title}</h1><p class="soft">${T.schedules.intro}</p></div>${admin && known.length > 0 && make}</div><${Tabs} current="schedules" />
        <${Wrong} problem=${problem} again=${readVaults} />${!admin && html`<${Notice}>${T.vault.noAdmin}</${Notice}>`}
        ${known.length === 0 ? html`<section class="card"><${Empty} icon="clock" title=${T.schedules.none.title}><p>${T.schedules.none.hint}</p>${admin && make}</${Empty}></section>` : html`<ul class="schedules">${known.map((schedule) => html`<li class="card" key=${schedule.name}><${Row} schedule=${schedule} now=${now} /></li>`)}</ul>`}
        <${Curl} calls=${[['schedules']]} />`;
}

/** @param {{schedule: Schedule, now: number}} props */
function Row({ schedule, now }) {
    const known = useValue(bundles);
    const matches = matcher(schedule.bundles);
    const count = [...(known?.keys() ?? [])].filter(matches).length;
    return html`<div class="card-head"><h2><a href=${link('schedules', schedule.name)}>${schedule.name}</a></h2><span class="row"><${ScheduleState} schedule=${schedule} /></span></div>
        <p>${describe(schedule.cron) ?? html`<code>${schedule.cron}</code>`}<span class="soft">, ${schedule.timeZone}</span></p>
        <p class="soft small schedule-facts"><span>${T.schedules.bundles(count)}</span><span>${T.schedules.into(schedule.vault)}</span><span>${words(schedule.retention)}</span><span title=${moment(schedule.nextRunAt)}>${schedule.nextRunAt === undefined ? T.schedules.noNext : T.schedules.next(ago(schedule.nextRunAt, now))}</span></p>
        ${schedule.problem !== undefined && html`<p class="warn-text small">${schedule.problem}</p>`}`;
}
