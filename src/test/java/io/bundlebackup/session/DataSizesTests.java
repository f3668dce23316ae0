package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSize;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SizeQuery;
import io.bundlebackup.session.state.SizeReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Size scans: what they find, when they report, and what ends them. */
class DataSizesTests extends SessionTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    @BeforeEach
    void start() {
        List.of("a", "b", "c").forEach(name -> service.scan.has(name, 100, 30));
    }

    private static SizeRequest of(boolean precise, long since, String... names) {
        return new SizeRequest(
                precise,
                Arrays.stream(names)
                        .map(name -> new SizeRequest.Asked(name, since))
                        .toList());
    }

    private String scan(boolean precise, long since, String... names) {
        var id = service.session();
        start(id, precise, since, names);
        return id;
    }

    private void start(String id, boolean precise, long since, String... names) {
        var begun = service.dataSizes.start(ALICE, id, of(precise, since, names), null);
        assertThat(begun).isEqualTo(new SizeReport(List.of(), names[0]));
    }

    private SizeReport end(String id) {
        service.await(id, s -> !s.sizes().running());
        return service.dataSizes.read(ALICE, id);
    }

    private static SizeReport whole(BundleSize... sizes) {
        return new SizeReport(List.of(sizes), "");
    }

    @Test
    void measuresPreciselyWhatAFullBackupTakes() {
        var id = scan(true, 0, "b", "a");

        assertThat(end(id)).isEqualTo(whole(new BundleSize("b", 100, -1), new BundleSize("a", 100, -1)));
        assertThat(service.told(id)).containsExactly("onBackupSizeReport");
        assertThat(service.log(id).getFirst().path("data").toString())
                .isEqualTo(
                        "{\"scaned\":[{\"bundleName\":\"b\",\"name\":\"b\",\"dataSize\":100,\"incDataSize\":-1},"
                                + "{\"bundleName\":\"a\",\"name\":\"a\",\"dataSize\":100,\"incDataSize\":-1}],\"scanning\":\"\"}");
    }

    @Test
    void measuresPreciselyWhatHasChanged() {
        assertThat(end(scan(true, 9, "a"))).isEqualTo(whole(new BundleSize("a", 100, 30)));
        assertThat(service.scan.scanned()).containsExactly("a@9");
    }

    @Test
    void aBundleThatIsAlwaysSentWholeIsItsOwnIncrement() {
        service.bundle("w", "{\"versionCode\":1,\"versionName\":\"1\",\"fullBackupOnly\":true}");
        service.scan.has("w", 50, 50);

        assertThat(end(scan(true, 9, "w"))).isEqualTo(whole(new BundleSize("w", 50, 50)));
        assertThat(service.scan.scanned()).containsExactly("w@0");
    }

    @Test
    void aQuickScanTellsNoIncrementAndWalksOnlyWhatNobodyKnows() {
        assertThat(end(scan(false, 9, "a"))).isEqualTo(whole(new BundleSize("a", 100, -1)));

        service.clock.advance(Duration.ofHours(1));
        assertThat(end(scan(false, 9, "a"))).isEqualTo(whole(new BundleSize("a", 100, -1)));
        assertThat(service.scan.scanned()).containsExactly("a@0");
    }

    @Test
    void aQuickScanTakesTheLastBackupForAnEstimate() {
        var backup = service.session("a");
        service.work.step(backup, "a", task -> task.announce(SessionFixture.part(0)));
        service.files.close(ALICE, new BundleId(backup, "a"), "part.0.tar", null);
        service.work.finish(backup, "a", 7L);
        service.awaitEnd(backup, "a");

        assertThat(end(scan(false, 0, "a"))).isEqualTo(whole(new BundleSize("a", 20, -1)));
        assertThat(service.scan.scanned()).isEmpty();
    }

    @Test
    void tellsMinusOneOfWhatNobodyCanKnow() {
        service.bundle("forbidden", "{\"versionCode\":1,\"versionName\":\"1\",\"allowToBackupRestore\":false}");
        service.bundle("broken", "{");
        service.scan.has("forbidden", 1, 1);

        for (var precise : List.of(true, false)) {
            // Of d the tree cannot be read.
            assertThat(end(scan(precise, 9, "nobody", "forbidden", "broken", "d", "a"))
                            .scaned())
                    .extracting(BundleSize::dataSize)
                    .containsExactly(-1L, -1L, -1L, -1L, 100L);
            service.clock.advance(Duration.ofMinutes(2));
            service.parts
                    .live
                    .all()
                    .forEach(s -> service.sessions.release(ALICE, s.snapshot().id()));
        }
    }

    @Test
    void reportsEveryIntervalWhatIsDoneAndEachBundleOnce() {
        service.scan.hold("b");
        service.scan.hold("c");
        var id = scan(true, 0, "a", "b", "c");
        service.scan.awaitHeld("b");
        assertThat(service.told(id)).isEmpty();

        service.clock.advance(INTERVAL);
        service.await(id, s -> s.lastSeq() == 1);
        assertThat(service.dataSizes.read(ALICE, id))
                .isEqualTo(new SizeReport(List.of(new BundleSize("a", 100, -1)), "b"));
        service.clock.advance(INTERVAL);
        service.await(id, s -> s.lastSeq() == 2);
        service.scan.letGo("b");
        service.scan.awaitHeld("c");
        service.scan.letGo("c");

        assertThat(end(id).scaned()).extracting(BundleSize::bundleName).containsExactly("a", "b", "c");
        assertThat(service.log(id).stream()
                        .map(event -> event.path("data").path("scaned").size() + " "
                                + event.path("data").path("scanning").asString()))
                .containsExactly("1 b", "0 b", "2 ");
    }

    @Test
    void reportsNotMoreOftenThanEveryInterval() {
        service.scan.hold("b");
        var id = scan(true, 0, "a", "b");
        service.scan.awaitHeld("b");

        service.clock.advance(INTERVAL.minusMillis(10));
        service.awaitLook();
        assertThat(service.told(id)).isEmpty();
        service.scan.letGo("b");
        end(id);
        service.clock.advance(INTERVAL.multipliedBy(2));
        service.awaitLook();

        assertThat(service.told(id)).containsExactly("onBackupSizeReport");
    }

    @Test
    void aSecondScanBeginsAnewWhenTheFirstIsOver() {
        service.scan.hold("b");
        var id = scan(true, 0, "b");
        service.scan.awaitHeld("b");
        assertThatThrownBy(() -> start(id, true, 0, "a"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.SCAN_RUNNING));
        service.scan.letGo("b");
        end(id);

        start(id, true, 9, "a");

        assertThat(end(id)).isEqualTo(whole(new BundleSize("a", 100, 30)));
        assertThat(service.told(id)).hasSize(2);
    }

    @Test
    void scansOfSeveralSessionsRunBesideEachOther() {
        service.scan.hold("a");
        var slow = scan(true, 0, "a");
        service.scan.awaitHeld("a");
        var processors = Runtime.getRuntime().availableProcessors();

        if (processors > 1) {
            end(scan(true, 0, "b"));
        }
        assertThat(service.see(slow).sizes().running()).isTrue();
        service.scan.letGo("a");
        end(slow);
    }

    @Test
    void aReleaseEndsItWithoutAFurtherReport() throws Exception {
        service.scan.hold("b");
        var id = scan(true, 0, "a", "b");
        service.scan.awaitHeld("b");
        service.clock.advance(INTERVAL);
        service.await(id, s -> s.lastSeq() == 1);

        service.sessions.release(ALICE, id);

        assertThat(service.see(id).state()).isEqualTo(SessionState.RELEASED);
        var deadline = System.nanoTime() + 2_000_000_000L;
        while (!service.scan.interrupted().contains("b")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(service.dataSizes.read(ALICE, id)).isEqualTo(whole(new BundleSize("a", 100, -1)));
        assertThat(service.told(id)).containsExactly("onBackupSizeReport");
    }

    @Test
    void anAppendDoesNotEndIt() {
        service.scan.hold("a");
        var id = scan(true, 0, "a");
        service.scan.awaitHeld("a");

        service.sessions.append(ALICE, id, SessionFixture.bundlesNamed("nobody"), null, null);
        assertThat(service.see(id).state()).isEqualTo(SessionState.COMPLETED);
        service.scan.letGo("a");

        assertThat(end(id)).isEqualTo(whole(new BundleSize("a", 100, -1)));
        assertThat(service.told(id))
                .containsExactly("onBundleBegin nobody 13500005", "onAllBundlesEnd", "onBackupSizeReport");
        assertThatThrownBy(() -> start(id, true, 0, "a"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.ALREADY_APPENDED));
    }

    @Test
    void keepsTheSessionFromExpiring() {
        service.scan.hold("a");
        var id = scan(true, 0, "a");
        service.scan.awaitHeld("a");
        var probe = service.session();

        service.clock.advance(Duration.ofHours(2));
        service.awaitState(probe, SessionState.EXPIRED);
        assertThat(service.see(id).state()).isEqualTo(SessionState.OPEN);
        service.scan.letGo("a");
        end(id);
        service.clock.advance(Duration.ofHours(2));

        service.awaitState(id, SessionState.EXPIRED);
    }

    @Test
    void goesOnAfterAKillWithWhatWasNotReported() {
        service.scan.hold("b");
        var id = scan(true, 9, "a", "b", "c");
        service.scan.awaitHeld("b");
        service.clock.advance(INTERVAL);
        service.await(id, s -> s.lastSeq() == 1);

        service = service.killAndStart();

        assertThat(service.told(id).subList(0, 2)).containsExactly("onBackupSizeReport", "onBackupServiceDied");
        // The new scan knows no sizes, and still says so of each bundle that is left.
        assertThat(end(id))
                .isEqualTo(whole(new BundleSize("a", 100, 30), BundleSize.unknown("b"), BundleSize.unknown("c")));
        assertThat(service.scan.scanned()).containsExactly("b@9", "c@9");
    }

    @Test
    void whatWasReportedCanBeReadAfterARestart() {
        var id = scan(true, 9, "a", "b");
        var report = end(id);
        service.sessions.release(ALICE, id);

        service = service.killAndStart();

        assertThat(service.dataSizes.read(ALICE, id)).isEqualTo(report);
        assertThat(service.scan.scanned()).isEmpty();
    }

    @Test
    void triesTheLastReportAgainWhileTheDatabaseIsBroken() {
        service.scan.hold("a");
        var id = scan(true, 0, "a");
        service.scan.awaitHeld("a");

        service.database.failNext(1);
        service.scan.letGo("a");

        assertThat(end(id)).isEqualTo(whole(new BundleSize("a", 100, -1)));
        assertThat(service.told(id)).containsExactly("onBackupSizeReport");
    }

    @Test
    void triesTheLastReportAgainAfterAnError() {
        service.scan.hold("a");
        var id = scan(true, 0, "a");
        service.scan.awaitHeld("a");

        service.clock.breakFor("sizes-" + id, 1);
        service.scan.letGo("a");

        assertThat(end(id)).isEqualTo(whole(new BundleSize("a", 100, -1)));
    }

    @Test
    void changesNothingIfItCannotBeRecorded() {
        var id = service.session();
        service.stopClock();
        service.database.fillUpNext(1);

        assertThatThrownBy(() -> start(id, true, 0, "a"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.NO_SPACE));
        assertThat(service.see(id).sizes()).isEqualTo(SizeQuery.NONE);
        assertThat(service.scan.scanned()).isEmpty();
    }

    @Test
    void readsNothingWhereNobodyAsked() {
        assertThat(service.dataSizes.read(ALICE, service.session())).isEqualTo(whole());
    }

    @Test
    void refusesWhatMakesNoSense() {
        var id = service.session();

        var six = IntStream.range(0, 6).mapToObj(n -> "x" + n).toArray(String[]::new);
        for (var request : List.of(of(true, 0), of(true, 0, "a", "a"), of(true, 0, six))) {
            assertThatThrownBy(() -> service.dataSizes.start(ALICE, id, request, null))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.INVALID_ARGUMENT));
        }
        assertThat(service.see(id).sizes()).isEqualTo(SizeQuery.NONE);
    }
}
