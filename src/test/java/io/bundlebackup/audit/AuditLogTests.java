package io.bundlebackup.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTests {
    @TempDir
    Path home = Path.of("");

    private @Nullable AuditLog audit;

    @AfterEach
    void stop() {
        if (audit != null) {
            audit.stop();
        }
    }

    @Test
    void aStartAndAStopAreInTheLog() throws IOException {
        start(10).stop();

        assertThat(operations()).containsExactly("serviceStarted", "serviceStopped");
    }

    @Test
    void entriesThatCouldNotBeWrittenAreCountedInTheLogWhenItCanBeWrittenAgain() throws IOException {
        Files.createFile(home.resolve("audit"));
        var log = start(10);
        for (int i = 0; i < 12_000; i++) {
            log.add(entry(i));
        }
        Files.delete(home.resolve("audit"));

        await().until(() ->
                Files.exists(home.resolve("audit/audit.jsonl")) && operations().contains("auditEntriesLost"));
        log.stop();

        var written = operations().stream().filter("createSession"::equals).count();
        assertThat(lines())
                .filteredOn(line -> "auditEntriesLost".equals(line.get("operation")))
                .singleElement()
                .satisfies(line -> assertThat((Integer) line.get("count")).isEqualTo(12_000 - (int) written));
        assertThat(AuditVerification.verify(home.resolve("audit")).whole()).isTrue();
    }

    @Test
    void whatRepeatsWithinAMinuteIsOneEntryWithItsNumberAndItsBytes() throws IOException {
        var log = start(10);
        for (int i = 0; i < 5; i++) {
            log.addRepeated(entry(i).with("answerBytes", 100));
        }
        log.addRepeated(entry(0).with("bundleName", "com.example.other"));
        log.stop();

        assertThat(lines())
                .filteredOn(line -> "createSession".equals(line.get("operation")))
                .extracting(line -> line.get("bundleName"), line -> line.get("count"), line -> line.get("answerBytes"))
                .containsExactly(tuple(null, null, 100), tuple("com.example.other", null, null), tuple(null, 4, 400));
    }

    /** One damaged line must not hide all others. */
    @Test
    void pagesLeaveOutALineThatIsNoJsonAnyMore() throws IOException {
        start(10).stop();
        var file = home.resolve("audit/audit.jsonl");
        Files.writeString(
                file,
                Files.readString(file).replaceFirst("\"operation\":\"serviceStarted", "\"operation:\"serviceStarted"));
        var log = start(10);

        var reader = new AuditReader(log);
        await().untilAsserted(() -> assertThat(
                        reader.read(new AuditSelection(null, null, null, null, null), _ -> true, Long.MAX_VALUE, 10)
                                .lines())
                .extracting(line -> line.get("operation"))
                .containsExactly("serviceStarted", "serviceStopped"));
        assertThat(AuditVerification.verify(home.resolve("audit")).sentence())
                .startsWith("The audit log is broken in audit.jsonl, line 1");
    }

    @Test
    void nothingIsWrittenWhenTheLogIsSwitchedOff() {
        audit = new AuditLog(home.resolve("audit"), new AuditSettings(false, null, 10));
        audit.start();
        audit.add(entry(1));
        audit.stop();

        assertThat(home.resolve("audit")).doesNotExist();
    }

    private AuditLog start(int files) {
        audit = new AuditLog(home.resolve("audit"), new AuditSettings(true, null, files));
        audit.start();
        return audit;
    }

    private static AuditEntry entry(int number) {
        return AuditEntry.of(Instant.EPOCH.plusSeconds(number), "createSession").with("caller", "alice");
    }

    private List<Map<String, Object>> lines() throws IOException {
        return Files.readAllLines(home.resolve("audit/audit.jsonl")).stream()
                .map(text -> AuditLine.parse(text).flatMap(AuditLine::members).orElseThrow())
                .toList();
    }

    private List<Object> operations() throws IOException {
        return lines().stream().map(line -> line.get("operation")).toList();
    }
}
