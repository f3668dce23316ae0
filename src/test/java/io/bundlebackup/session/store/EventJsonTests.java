package io.bundlebackup.session.store;

import static io.bundlebackup.session.state.Snapshots.A;
import static io.bundlebackup.session.state.Snapshots.draft;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.SessionFixture;
import io.bundlebackup.session.state.ApplicationResult;
import io.bundlebackup.session.state.BundleSize;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.RestoreMode;
import io.bundlebackup.session.state.RestoreStateSample;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.Snapshots;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The text of each kind of event, byte for byte. */
class EventJsonTests {
    private static final Failure FAILURE = new Failure(13900005, "I/O error", "a b/%2F", "big");
    private final EventJson json = new EventJson(new JsonMapper());

    private String after(Draft draft, Step step) {
        Transitions.apply(draft, step);
        return json.render(draft.transition().events().getFirst());
    }

    /** An event with {@code a} as its bundle, without what each event has. */
    private String ofBundle(Draft draft, Step step) {
        return ofBundle(after(draft, step));
    }

    private static String ofBundle(String text) {
        assertThat(text).startsWith("{\"seq\":1,\"type\":\"").endsWith("}");
        return text.substring("{\"seq\":1,\"type\":\"".length())
                .replace(
                        "\",\"time\":\"2026-01-31T09:00:01Z\",\"sessionId\":\"s\",\"bundleName\":\"a\",\"data\":", " ");
    }

    @Test
    void bundles() {
        assertThat(after(draft("queued"), new Step.Begin(A, Phase.SCANNING, List.of())))
                .isEqualTo(
                        "{\"seq\":1,\"type\":\"onBundleBegin\",\"time\":\"2026-01-31T09:00:01Z\",\"sessionId\":\"s\","
                                + "\"bundleName\":\"a\",\"data\":{\"bundleName\":\"a\"}}");
        assertThat(ofBundle(draft("queued"), new Step.Refuse(A, FAILURE)))
                .isEqualTo("onBundleBegin {\"bundleName\":\"a\"},\"err\":{\"code\":13900005,\"message\":\"I/O error\","
                        + "\"path\":\"a b/%2F\",\"encodeFlag\":1,\"uri\":\"big\"}}");
        var draft = draft("running");
        Transitions.apply(draft, new Step.End(A, Outcome.COMPLETED, null, 7L));
        assertThat(json.render(draft.transition().events().getLast()))
                .endsWith("\"data\":{\"bundleName\":\"a\",\"outcome\":\"completed\",\"lastIncrementalTime\":7}}");
        draft = draft("running");
        Transitions.apply(draft, new Step.End(A, Outcome.FAILED, Failure.of(ErrorCode.IO_ERROR), null));
        assertThat(json.render(draft.transition().events().getLast()))
                .endsWith("\"data\":{\"bundleName\":\"a\",\"outcome\":\"failed\"},"
                        + "\"err\":{\"code\":13900005,\"message\":\"I/O error\"}}");
    }

    @Test
    void deliveredFiles() {
        assertThat(ofBundle(draft("running"), new Step.Announce(A, SessionFixture.part(0), false)))
                .isEqualTo("onFileReady {\"bundleName\":\"a\",\"uri\":\"part.0.tar\",\"kind\":\"part\",\"size\":10240,"
                        + "\"sha256\":\"" + SessionFixture.sha(0) + "\",\"state\":\"ready\","
                        + "\"contentUrl\":\"/api/v1/sessions/s/bundles/a/files/part.0.tar?sha256="
                        + SessionFixture.sha(0) + "\","
                        + "\"manifestUrl\":\"/api/v1/sessions/s/bundles/a/files/part.0.tar/manifest?sha256="
                        + SessionFixture.sha(0) + "\","
                        + "\"manifestSha256\":\"" + SessionFixture.part(0).manifestSha256() + "\"}}");
        var draft = draft("running");
        Transitions.apply(draft, new Step.GiveUpFile(A, "big", FAILURE));
        assertThat(ofBundle(json.render(draft.transition().events().getFirst())))
                .startsWith("onFileReady {\"bundleName\":\"a\",\"uri\":\"big\"},\"err\":{\"code\":13900005,");
    }

    @Test
    void handlesOfARestore() {
        var bundle = Snapshots.in("running").with(RestoreStateSample.of(RestoreMode.REPLACE));
        var draft = draft(Snapshots.session(SessionType.RESTORE, SessionState.RUNNING, bundle));

        assertThat(ofBundle(draft, new Step.IssueHandle(A, "part.0.tar")))
                .isEqualTo("onFileReady {\"bundleName\":\"a\",\"uri\":\"part.0.tar\","
                        + "\"contentUrl\":\"/api/v1/sessions/s/bundles/a/uploads/part.0.tar\","
                        + "\"manifestUrl\":\"/api/v1/sessions/s/bundles/a/uploads/part.0.tar/manifest\"}}");
    }

    @Test
    void progress() {
        var process = "onProcess {\"bundleName\":\"a\",\"process\":{\"processResult\":{\"timeInfo\":\"1769850001\",";
        var draft = draft("running");
        assertThat(ofBundle(draft, new Step.Progress(A, null, null)))
                .isEqualTo(process + "\"resultInfo\":{\"progressInfo\":["
                        + "{\"name\":\"files\",\"processed\":0,\"isPercentage\":false},"
                        + "{\"name\":\"bytes\",\"processed\":0,\"isPercentage\":false}]}}}}}");
        draft = draft("running");
        Transitions.apply(draft, new Step.RecordTotals(A, new FileCounts.Tally(3, 4)));
        assertThat(ofBundle(draft, new Step.Progress(A, 5L, 6L)))
                .isEqualTo(process + "\"resultInfo\":{\"progressInfo\":["
                        + "{\"name\":\"files\",\"processed\":0,\"total\":3,\"isPercentage\":false},"
                        + "{\"name\":\"bytes\",\"processed\":0,\"total\":4,\"isPercentage\":false}]},"
                        + "\"rate\":5,\"etaSeconds\":6}}}}");
        draft = draft("running");
        List<Map<String, Object>> tables = List.of(Map.of("name", "tables"));
        assertThat(ofBundle(draft, new Step.ApplicationProgress(A, tables)))
                .isEqualTo(process + "\"resultInfo\":{\"progressInfo\":[{\"name\":\"tables\"}]}}}}}");
        assertThat(ofBundle(draft("running"), new Step.FailFile(A, "a b", 13900005, "gone", true, true)))
                .isEqualTo(process + "\"errorInfo\":{\"errorCode\":\"13900005\",\"errorMessage\":\"a b: gone\"}}}}}");
        assertThat(ofBundle(draft("running"), new Step.FailFile(A, "%FF", 13900005, "gone", true, true)))
                .isEqualTo(process + "\"errorInfo\":{\"errorCode\":\"13900005\",\"errorMessage\":\"%FF: gone\","
                        + "\"encodeFlag\":1}}}}}");
    }

    @Test
    void reports() {
        var counts = "{\"type\":\"CountInfo\",\"infos\":[{\"backupInfo\":\"files\",\"successCount\":0,"
                + "\"duplicateCount\":0,\"failedCount\":1,\"details\":[]}]}";
        var draft = failedOnce();
        assertThat(ofBundle(draft, new Step.End(A, Outcome.COMPLETED, null, null)))
                .isEqualTo("onResultReport {\"bundleName\":\"a\",\"result\":{\"resultInfo\":["
                        + "{\"type\":\"ErrorInfo\",\"errorCode\":0,\"errorInfo\":\"\"}," + counts + "]}}}");
        List<Map<String, Object>> dump = List.of(Map.of("type", "Dump"));
        var result = new ApplicationResult(dump, Failure.of(ErrorCode.NO_SPACE));
        assertThat(ofBundle(failedOnce(), new Step.End(A, Outcome.FAILED, FAILURE, null, result)))
                .isEqualTo("onResultReport {\"bundleName\":\"a\",\"result\":{\"resultInfo\":["
                        + "{\"type\":\"ErrorInfo\",\"errorCode\":13900005,\"errorInfo\":\"I/O error\"}," + counts
                        + ",{\"type\":\"Dump\"}]}}}");
        assertThat(ofBundle(failedOnce(), new Step.End(A, Outcome.COMPLETED, null, null, result)))
                .contains("{\"type\":\"ErrorInfo\",\"errorCode\":13900025,\"errorInfo\":\"");
    }

    private static Draft failedOnce() {
        var draft = draft("running");
        Transitions.apply(draft, new Step.FailFile(A, "a", 13900005, "gone", true, false));
        return draft;
    }

    @Test
    void sessions() {
        var draft = draft(Snapshots.session(SessionType.BACKUP, SessionState.OPEN));
        var asked = new LinkedHashMap<String, Long>();
        asked.put("a", 0L);
        asked.put("b", 0L);
        Transitions.apply(draft, new Step.MeasureSizes(true, asked));
        assertThat(after(draft, new Step.ReportSizes(0, Map.of("a", new BundleSize("a", 10, -1)))))
                .isEqualTo(
                        "{\"seq\":1,\"type\":\"onBackupSizeReport\",\"time\":\"2026-01-31T09:00:01Z\",\"sessionId\":\"s\",\"data\":"
                                + "{\"scaned\":[{\"bundleName\":\"a\",\"name\":\"a\",\"dataSize\":10,\"incDataSize\":-1}],\"scanning\":\"b\"}}");
        assertThat(after(draft("running"), new Step.ServiceDied()))
                .isEqualTo("{\"seq\":1,\"type\":\"onBackupServiceDied\",\"time\":\"2026-01-31T09:00:01Z\","
                        + "\"sessionId\":\"s\",\"data\":{}}");
        draft = draft(Snapshots.session(SessionType.BACKUP, SessionState.RUNNING, Snapshots.in("queued")));
        Transitions.apply(draft, new Step.Stop(A, Ending.CANCEL));
        assertThat(json.render(draft.transition().events().getLast()))
                .isEqualTo("{\"seq\":2,\"type\":\"onAllBundlesEnd\",\"time\":\"2026-01-31T09:00:01Z\","
                        + "\"sessionId\":\"s\",\"data\":{}}");
    }
}
