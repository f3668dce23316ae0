package io.bundlebackup.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** The lines of the audit log and their chain: written by the service, changed by somebody, and checked. */
class AuditChainTests {
    private static final AuditSettings SETTINGS = new AuditSettings(true, DataSize.ofKilobytes(4), 4);

    @TempDir
    Path directory = Path.of("");

    @Test
    void aLogIsWholeAcrossFilesAndRestarts() throws IOException {
        for (int start = 0; start < 3; start++) {
            write(start * 10, 10);
        }

        assertThat(AuditVerification.verify(directory).sentence()).startsWith("The audit log is whole: lines 1 to 30.");
        assertThat(AuditFiles.list(directory)).hasSizeGreaterThan(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("audit.jsonl"))))
                .isEqualTo("rw-------");
    }

    @Test
    void filesBeyondTheLimitAreDeletedAndTheLogStaysWhole() throws IOException {
        write(0, 100);

        assertThat(AuditFiles.list(directory)).hasSize(4);
        var result = AuditVerification.verify(directory);
        assertThat(result.whole()).as(result.sentence()).isTrue();
        assertThat(result.sentence()).doesNotContain("lines 1 to");
    }

    /** Everything that somebody with the right to write the files might do to their lines is noticed. */
    @Test
    void everyRemovedChangedMovedOrDoubledLineAndEveryCutIsFound() throws IOException {
        var seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        write(0, 60);
        var lines = AuditFiles.list(directory).stream()
                .flatMap(file -> lines(file).stream())
                .toList();
        assertThat(lines).hasSizeGreaterThan(30);
        for (int round = 0; round < 140; round++) {
            var copy = copy(round);
            var done = Tampering.values()[round % Tampering.values().length].apply(copy, random);

            var result = AuditVerification.verify(copy);

            assertThat(result.whole())
                    .as("seed %d, round %d: %s: %s", seed, round, done, result.sentence())
                    .isFalse();
        }
    }

    @Test
    void theCheckSaysWhereTheLogIsBroken() throws IOException {
        write(0, 5);
        var current = directory.resolve("audit.jsonl");
        var lines = new ArrayList<>(lines(current));
        lines.remove(2);
        Files.write(current, lines);

        assertThat(AuditVerification.verify(directory).sentence())
                .isEqualTo("The audit log is broken in audit.jsonl, line 3: the line with number 3 is missing.");
    }

    @Test
    void aLineThatAKilledServiceWroteInPartIsMendedAndNoted() throws IOException {
        write(0, 5);
        var current = directory.resolve("audit.jsonl");
        Files.writeString(current, Files.readString(current) + "{\"seq\":6,\"prev");
        assertThat(AuditVerification.verify(directory).whole()).isTrue();

        try (var writer = AuditWriter.open(directory, SETTINGS)) {
            assertThat(writer.mended()).isEqualTo(new AuditWriter.Mended(14, 0));
            writer.write(List.of(entry(6)));
        }

        assertThat(AuditVerification.verify(directory).sentence()).startsWith("The audit log is whole: lines 1 to 6.");
    }

    @Test
    void linesThatAreMissingAtAStartStayMissing() throws IOException {
        write(0, 5);
        var current = directory.resolve("audit.jsonl");
        Files.write(current, lines(current).subList(0, 3));

        try (var writer = AuditWriter.open(directory, SETTINGS)) {
            assertThat(writer.mended()).isEqualTo(new AuditWriter.Mended(0, 2));
            writer.write(List.of(entry(6)));
        }

        assertThat(AuditVerification.verify(directory).sentence())
                .contains("line 4: the lines with numbers 4 to 5 are missing.");
    }

    @Test
    void namesAndTextsOfCallersStayInTheirLine() throws IOException {
        try (var writer = AuditWriter.open(directory, SETTINGS)) {
            writer.write(List.of(entry(1).with("bundleName", "a\nb\r\u2028\u0000\ud800\u202e\"}{")));
        }

        var text = Files.readString(directory.resolve("audit.jsonl"));
        assertThat(text.lines()).hasSize(1);
        assertThat(text).containsPattern("\\A\\p{ASCII}*\\z");
        assertThat(AuditVerification.verify(directory).whole()).isTrue();
    }

    private void write(int from, int count) throws IOException {
        try (var writer = AuditWriter.open(directory, SETTINGS)) {
            for (int i = from; i < from + count; i++) {
                writer.write(List.of(entry(i)));
            }
        }
    }

    private static AuditEntry entry(int number) {
        return AuditEntry.of(Instant.EPOCH.plusSeconds(number), "createSession")
                .with("caller", "alice")
                .with("number", number)
                .with("text", "x".repeat(number % 50));
    }

    private Path copy(int round) throws IOException {
        var copy = Files.createDirectory(directory.resolve("copy-" + round));
        for (var file : AuditFiles.list(directory)) {
            Files.copy(file, copy.resolve(AuditFiles.name(file)));
        }
        Files.copy(directory.resolve("audit.head"), copy.resolve("audit.head"));
        return copy;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What is done to a random place of a log. */
    private enum Tampering {
        REMOVE {
            @Override
            void of(List<String> lines, int at, Random random) {
                lines.remove(at);
            }
        },
        DOUBLE {
            @Override
            void of(List<String> lines, int at, Random random) {
                lines.add(random.nextInt(lines.size() + 1), lines.get(at));
            }
        },
        SWAP {
            @Override
            void of(List<String> lines, int at, Random random) {
                if (lines.size() > 1) {
                    Collections.swap(lines, at, (at + 1 + random.nextInt(lines.size() - 1)) % lines.size());
                } else {
                    lines.clear();
                }
            }
        },
        CHANGE {
            @Override
            void of(List<String> lines, int at, Random random) {
                var line = new StringBuilder(lines.get(at));
                var place = random.nextInt(line.length());
                line.setCharAt(place, (char) (line.charAt(place) ^ 1 << random.nextInt(7)));
                lines.set(at, line.toString());
            }
        },
        CUT {
            @Override
            String apply(Path log, Random random) throws IOException {
                var file = any(log, random);
                try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(random.nextLong(channel.size()));
                }
                return this + " of " + file;
            }
        },
        REMOVE_FILE {
            @Override
            String apply(Path log, Random random) throws IOException {
                var file = any(log, random);
                Files.delete(file);
                return this + " of " + file;
            }
        },
        EXCHANGE_FILES {
            @Override
            String apply(Path log, Random random) throws IOException {
                var files = AuditFiles.list(log);
                var one = files.get(random.nextInt(files.size() - 1));
                var kept = Files.readAllBytes(one);
                Files.copy(files.getLast(), one, StandardCopyOption.REPLACE_EXISTING);
                Files.write(files.getLast(), kept);
                return this + " of " + one;
            }
        };

        String apply(Path log, Random random) throws IOException {
            var file = any(log, random);
            var lines = new ArrayList<>(lines(file));
            var at = random.nextInt(lines.size());
            of(lines, at, random);
            Files.write(file, String.join("\n", lines).concat("\n").getBytes(StandardCharsets.ISO_8859_1));
            return this + " of line " + (at + 1) + " of " + file;
        }

        void of(List<String> lines, int at, Random random) {
            throw new UnsupportedOperationException();
        }

        private static Path any(Path log, Random random) throws IOException {
            var files = AuditFiles.list(log);
            return files.get(random.nextInt(files.size()));
        }
    }

    @Test
    void readsAFileFromItsEnd() throws IOException {
        var file = directory.resolve("lines");
        var lines = IntStream.range(0, 3_000)
                .mapToObj(i -> "line " + "x".repeat(i % 90) + i)
                .toList();
        Files.writeString(file, String.join("\n", lines) + "\ntorn");

        var read = new ArrayList<String>();
        try (var channel = FileChannel.open(file)) {
            var backwards = new BackwardLines(channel);
            backwards.skipTorn();
            for (var line = backwards.next(); line.isPresent(); line = backwards.next()) {
                read.addFirst(line.get());
            }
        }

        assertThat(read).isEqualTo(lines);
    }
}
