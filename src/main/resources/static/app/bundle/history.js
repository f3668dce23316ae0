import { html, useId } from '../../vendor/ui.js';
import { ago, between, bytes, duration, moment, number } from '../format.js';
import { link } from '../route.js';
import { T } from '../texts.js';
import { BundleState } from '../ui/lane.js';
import { Icon, Rows } from '../ui/parts.js';

/**
 * The runs of a bundle, as charts, as a table and as a list.
 *
 * @typedef {import('../schemas.js').Session} Session
 * @typedef {import('../schemas.js').SessionBundle} SessionBundle
 * @typedef {{session: Session, bundle: SessionBundle}} Run
 * @typedef {{run: Run, value: number} | undefined} Bar undefined: the chart has nothing to say of this run
 */

/** What a run carried. @param {SessionBundle} bundle */
const carried = (bundle) => (bundle.outcome === 'completed' ? (bundle.bytesTotal ?? bundle.bytesClosed) : bundle.bytesClosed);
/** @param {SessionBundle} bundle */
const took = (bundle) => between(bundle.beganAt, bundle.endedAt);

/** @param {Run} run */
const kindOf = ({ session, bundle }) => (bundle.outcome !== 'completed' ? 'failed' : session.type === 'backup' ? 'full' : 'incremental');

/** @param {{runs: Run[]}} props newest first */
export function Charts({ runs }) {
    const ended = runs.filter(({ session, bundle }) => session.type !== 'restore' && bundle.state === 'ended' && bundle.beganAt !== undefined).reverse();
    if (ended.length === 0) {
        return html`<p class="soft">${T.bundle.noRuns.hint}</p>`;
    }
    /** @param {(run: Run) => number | undefined} read @returns {Bar[]} */
    const bars = (read) =>
        ended.map((run) => {
            const value = read(run);
            return value === undefined ? undefined : { run, value };
        });
    const of = (/** @type {string} */ type) => bars(({ session, bundle }) => (session.type === type ? carried(bundle) : undefined));
    return html`<div class="charts">
        <${Chart} title=${T.bundle.charts.full} bars=${of('backup')} text=${bytes} />
        <${Chart} title=${T.bundle.charts.incremental} bars=${of('incrementalBackup')} text=${bytes} />
        <${Chart} title=${T.bundle.charts.duration} bars=${bars(({ bundle }) => took(bundle))} text=${duration} />
        <p class="soft small">${T.bundle.fromTo(moment(ended[0]?.bundle.endedAt), moment(ended.at(-1)?.bundle.endedAt))}</p>
        <ul class="legend small">${['full', 'incremental', 'failed'].filter((kind) => ended.some((run) => kindOf(run) === kind)).map((kind) => html`<li><svg class="swatch" aria-hidden="true"><rect class=${`bar ${kind}`} x="1" y="1" width="12" height="12" /></svg>${T.bundle.legend[/** @type {'full'} */ (kind)]}</li>`)}</ul>
    </div>`;
}

const HEIGHT = 72;
const STEP = 16;
/** Fewer bars than this are drawn as narrow as this many would be. */
const LEAST_STEPS = 24;

/** @param {{title: string, bars: Bar[], text: (value: number) => string}} props */
function Chart({ title, bars, text }) {
    const id = useId();
    const values = bars.flatMap((bar) => (bar === undefined ? [] : [bar.value]));
    if (values.length === 0) {
        return null;
    }
    const most = Math.max(...values);
    const width = Math.max(LEAST_STEPS, bars.length) * STEP;
    return html`<figure class="chart"><figcaption id=${id}><span class="label">${title}</span><span class="soft small number">${T.bundle.most(text(most))}</span></figcaption>
        <svg role="img" aria-label=${T.bundle.chart(title, values.length, text(Math.min(...values)), text(most), text(/** @type {number} */ (values.at(-1))))} viewBox=${`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none">
        ${bars.map((bar, at) => {
            if (bar === undefined) {
                return null;
            }
            const height = Math.max(2, most === 0 ? 0 : ((HEIGHT - 2) * bar.value) / most);
            return html`<rect class=${`bar ${kindOf(bar.run)}`} x=${width - (bars.length - at) * STEP + 3} y=${HEIGHT - height} width=${STEP - 6} height=${height}><title>${`${moment(bar.run.bundle.endedAt)}: ${text(bar.value)}`}</title></rect>`;
        })}</svg></figure>`;
}

/** The numbers of the charts. @param {{runs: Run[], name: string}} props */
export function Table({ runs, name }) {
    const heads = T.bundle.table;
    return html`<details class="more"><summary><${Icon} name="next" />${T.bundle.asTable}</summary><div class="table-box" role="region" aria-label=${T.bundle.tableCaption(name)} tabindex="0"><table class="table small">
        <caption class="unseen">${T.bundle.tableCaption(name)}</caption>
        <thead><tr>${Object.values(heads).map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${runs.map(({ session, bundle }) => html`<tr><th scope="row"><a href=${link('sessions', session.sessionId, { bundle: bundle.bundleName })}>${moment(bundle.endedAt ?? bundle.queuedAt)}</a></th>
            <td>${T.common.sessionTypes[session.type]}</td><td>${bundle.outcome ? T.common.outcomes[bundle.outcome] : T.common.bundleStates[bundle.state]}</td>
            <td class="number">${bytes(carried(bundle))}</td><td class="number">${number(bundle.filesTotal ?? bundle.filesClosed)}</td><td class="number">${duration(took(bundle))}</td><td class="number">${number(bundle.failedCount)}</td></tr>`)}</tbody>
    </table></div></details>`;
}

/** @param {{runs: Run[], now: number}} props */
export function RunList({ runs, now }) {
    return html`<${Rows} label=${T.bundle.sessions} items=${runs} height=${60} keyOf=${(/** @type {Run} */ { session, bundle }) => `${session.sessionId}/${bundle.bundleName}`}
        row=${(/** @type {Run} */ { session, bundle }) => html`<a class="run-row" href=${link('sessions', session.sessionId, { bundle: bundle.bundleName })}>
            <span class="run-words"><span class="run-type">${T.common.sessionTypes[session.type]}</span><span class="soft small break">${ago(bundle.endedAt ?? bundle.queuedAt, now)}${bundle.restoreTo !== undefined && bundle.restoreTo !== bundle.bundleName && T.bundle.across(bundle.bundleName, bundle.restoreTo)}</span></span>
            <span class="soft number run-size">${bytes(carried(bundle))}</span><span class="soft number run-time">${duration(took(bundle))}</span><${BundleState} bundle=${bundle} /></a>`} />`;
}
