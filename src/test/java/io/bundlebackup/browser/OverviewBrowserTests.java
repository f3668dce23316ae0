package io.bundlebackup.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The state of all bundles in one sentence. */
class OverviewBrowserTests extends DashboardTest {
    /** Bundles by a letter each: today, earlier, overdue, failed, problem, files missing, cancelled, never backed up, excluded. */
    private static final Map<String, String> SENTENCES = Map.ofEntries(
            Map.entry("", "There are no bundles yet."),
            Map.entry("x", "No bundle takes part in backups."),
            Map.entry("n", "The bundle was never backed up."),
            Map.entry("nn", "None of the 2 bundles was ever backed up."),
            Map.entry("t", "The bundle was backed up today."),
            Map.entry("o", "The bundle is overdue."),
            Map.entry("ttx", "All 2 bundles were backed up today."),
            Map.entry("tte", "All 3 bundles are backed up, 2 of them today."),
            Map.entry("ee", "All 2 bundles are backed up; the oldest backup is from 3 days ago."),
            Map.entry("ttttttttttttoo", "12 of 14 bundles were backed up today; 2 are overdue."),
            Map.entry("teo", "2 of 3 bundles are backed up, 1 of them today; 1 is overdue."),
            Map.entry("eof", "1 of 3 bundles is backed up; 1 is overdue and 1 failed."),
            Map.entry(
                    "tofpmcn",
                    "1 of 7 bundles was backed up today; 1 is overdue, 1 failed, 1 has a problem, 1 lacks files, 1 was cancelled and 1 was never backed up."),
            Map.entry("of", "None of the 2 bundles has a recent backup: 1 is overdue and 1 failed."));

    @Test
    void theSentenceIsExact() {
        SENTENCES.forEach((bundles, sentence) ->
                assertThat(browser.run("""
                const { tally } = await import(new URL('app/state/bundles.js', document.baseURI));
                const { T } = await import(new URL('app/texts.js', document.baseURI));
                const { ago } = await import(new URL('app/format.js', document.baseURI));
                const now = new Date(2026, 4, 20, 12).getTime();
                const last = (days, more = {}) => ({ lastBackup: { outcome: 'completed', failedCount: 0, endedAt: new Date(now - days * 86_400_000 - 3_600_000).toISOString(), ...more } });
                const kinds = { t: last(0), e: last(3), o: { ...last(9), overdue: true }, f: last(0, { outcome: 'failed' }), p: { ...last(0), problem: 'broken' },
                    m: last(0, { failedCount: 1 }), c: last(0, { outcome: 'cancelled' }), n: {}, x: { allToBackup: false } };
                const counts = tally([...arguments[0]].map((kind) => ({ bundleName: kind, allToBackup: true, ...kinds[kind] })), now);
                return T.overview.sentence(counts, ago(counts.oldest, now));""", bundles)).as(bundles).isEqualTo(sentence));
    }
}
