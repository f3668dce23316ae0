package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.work.BundleTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code onProcess} says from begin to end. */
class ProgressTests extends SessionTest {
    private static final int PARTS = 5;

    private String id = "";

    @BeforeEach
    void start() {
        id = service.session("a");
        service.work.awaitBegin(id, "a");
    }

    private void announce(DeliveredFile file) {
        service.work.step(id, "a", task -> task.announce(file));
    }

    /** Closes a part and waits until that is told, two seconds later. */
    private void close(int number) {
        var before = processes().size();
        service.files.close(ALICE, new BundleId(id, "a"), "part." + number + ".tar", null);
        service.clock.advance(Duration.ofSeconds(2));
        service.await(id, s -> processes().size() > before);
    }

    private List<JsonNode> processes() {
        var found = new ArrayList<JsonNode>();
        service.log(id).forEach(event -> {
            if (event.path("type").asString().equals("onProcess")) {
                found.add(event.path("data").path("process").path("processResult"));
            }
        });
        return found;
    }

    private static long step(JsonNode process, String name, String member) {
        for (var step : process.path("resultInfo").path("progressInfo")) {
            if (step.path("name").asString().equals(name)) {
                assertThat(step.path("isPercentage").asBoolean(true)).isFalse();
                return step.path(member).asLong(-1);
            }
        }
        throw new AssertionError("no " + name + " in " + process);
    }

    private static DeliveredFile grown(int number, int files, int bytes) {
        var part = SessionFixture.part(number);
        return new DeliveredFile(
                part.uri(), part.kind(), part.size(), part.sha256(), part.manifestSha256(), files, bytes, null);
    }

    @Test
    void growsToTheTotal() {
        // The clock has to see the bundle before anything is told of it.
        service.work.step(id, "a", task -> task.recordTotals(2 * PARTS, 20 * PARTS));
        for (int i = 0; i < PARTS; i++) {
            announce(SessionFixture.part(i));
        }
        service.awaitLook();
        for (int i = 0; i < PARTS; i++) {
            close(i);
        }
        service.work.step(id, "a", BundleTask::emitReport);

        var told = processes();
        assertThat(told).hasSizeGreaterThan(PARTS);
        for (var name : List.of("files", "bytes")) {
            assertThat(told.stream().map(p -> step(p, name, "processed")).toList())
                    .isSorted();
            assertThat(told.stream().map(p -> step(p, name, "total")).distinct())
                    .hasSize(1);
            assertThat(step(told.getLast(), name, "processed")).isEqualTo(step(told.getLast(), name, "total"));
        }
        assertThat(step(told.getLast(), "bytes", "total")).isEqualTo(20 * PARTS);
        assertThat(told).anySatisfy(p -> assertThat(p.path("rate").asLong(0)).isPositive());
        assertThat(told.getLast().path("etaSeconds").asLong(-1)).isZero();
    }

    @Test
    void leavesOutWhatNobodyKnowsBeforeTheScan() {
        announce(SessionFixture.part(0));
        service.files.close(ALICE, new BundleId(id, "a"), "part.0.tar", null);
        service.work.step(id, "a", BundleTask::emitReport);

        var told = processes().getLast();
        assertThat(step(told, "bytes", "processed")).isEqualTo(20);
        assertThat(step(told, "bytes", "total")).isEqualTo(-1);
        assertThat(told.has("etaSeconds")).isFalse();
    }

    @Test
    void isNeverMoreThanTheTotalWhenFilesGrowAfterTheScan() {
        service.work.step(id, "a", task -> task.recordTotals(4, 40));
        announce(grown(0, 2, 20));
        announce(grown(1, 2, 500));
        assertThat(service.see(id, "a").counts().total()).isEqualTo(new FileCounts.Tally(4, 520));
        service.files.close(ALICE, new BundleId(id, "a"), "part.0.tar", null);
        service.files.close(ALICE, new BundleId(id, "a"), "part.1.tar", null);
        service.work.step(id, "a", BundleTask::emitReport);

        var told = processes().getLast();
        assertThat(step(told, "bytes", "processed")).isEqualTo(520);
        assertThat(step(told, "bytes", "total")).isEqualTo(520);
    }

    @Test
    void reachesTheTotalWhenFilesShrinkAfterTheScan() {
        service.work.step(id, "a", task -> task.recordTotals(2, 40));
        announce(grown(0, 2, 7));
        service.files.close(ALICE, new BundleId(id, "a"), "part.0.tar", null);
        service.work.step(id, "a", BundleTask::emitReport);

        assertThat(step(processes().getLast(), "bytes", "total")).isEqualTo(7);
        var counts = service.see(id, "a").counts();
        assertThat(counts.closed()).isEqualTo(counts.total()).isEqualTo(counts.ready());
    }

    @Test
    void staysBelowTheTotalWhenAFileFailed() {
        service.work.step(id, "a", task -> task.recordTotals(3, 30));
        service.work.step(id, "a", task -> task.fileFailed("x", ErrorCode.IO_ERROR, "gone"));
        announce(SessionFixture.part(0));
        service.files.close(ALICE, new BundleId(id, "a"), "part.0.tar", null);
        service.work.step(id, "a", BundleTask::emitReport);

        var told = processes().getLast();
        assertThat(step(told, "files", "processed")).isEqualTo(2);
        assertThat(step(told, "files", "total")).isEqualTo(3);
    }

    @Test
    void marksTheEncodedPathOfAFileThatCouldNotBeTaken() {
        service.work.step(id, "a", task -> task.fileFailed("odd%0Aname", ErrorCode.IO_ERROR, "gone"));
        service.work.step(id, "a", task -> task.fileFailed("plain", ErrorCode.IO_ERROR, "gone"));

        assertThat(processes().getFirst().path("errorInfo").toString())
                .isEqualTo("{\"errorCode\":\"13900005\",\"errorMessage\":\"odd%0Aname: gone\",\"encodeFlag\":1}");
        assertThat(processes().getLast().path("errorInfo").has("encodeFlag")).isFalse();
    }

    @Test
    void marksTheEncodedPathOfAnError() {
        var odd = new Failure(13900005, "gone", "odd%0Aname", "f.bin");
        service.work.fail(id, "a", odd);
        service.awaitEnd(id, "a");

        var end = service.log(id).stream()
                .filter(event -> event.has("err"))
                .findFirst()
                .orElseThrow();
        assertThat(end.path("err").toString())
                .isEqualTo("{\"code\":13900005,\"message\":\"gone\",\"path\":\"odd%0Aname\",\"encodeFlag\":1,"
                        + "\"uri\":\"f.bin\"}");
    }
}
