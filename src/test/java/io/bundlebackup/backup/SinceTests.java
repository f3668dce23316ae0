package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.Baseline;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An increment that starts from a time alone: nobody knows what an earlier backup has. */
class SinceTests {
    private final Chain chain = new Chain();

    SinceTests() throws IOException {}

    @AfterEach
    void tidyUp() {
        chain.close();
    }

    @Test
    void withATimeAloneEverythingYoungerIsSentAndTheRestIsListedWithoutAFile() throws Exception {
        chain.clockAhead(Duration.ofHours(1));
        var begun = second(chain.file("always/there", "the same"));
        chain.file("always/big", "b".repeat(3_001));
        chain.file("old", "old");
        chain.setOld("old");
        chain.backUp();
        var now = second(chain.file("tick", ""));

        chain.backUp(new Baseline.Since(now + 3_600));

        assertThat(chain.last().sent()).isEmpty();
        assertThat(chain.last().line("old").fileName()).isEmpty();
        assertThat(chain.last().line("old").sha256())
                .isEqualTo(chain.generation(0).line("old").sha256());
        chain.backUp(new Baseline.Since(1));
        assertThat(chain.last().sent()).hasSize(2);
        chain.assertSame();
        chain.backUp(new Baseline.Since(begun));
        assertThat(chain.last().entries())
                .as("moved, changed or made then: the ctime tells")
                .allMatch(e -> !e.fileName().isEmpty());
    }

    private static long second(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().getEpochSecond();
    }

    @Test
    void theTimeToPassNextLeavesTwoSecondsForWhatTheClockCannotTell() {
        assertThat(Baseline.Since.afterScan(1_700_000_010_000L)).isEqualTo(1_700_000_008);
        assertThat(Baseline.Since.afterScan(1_700_000_010_999L)).isEqualTo(1_700_000_008);
        assertThat(Baseline.Since.afterScan(-1)).isEqualTo(-3);
    }

    /** Listed without a delivered file it would be looked for in older generations, none of which has it. */
    @Test
    void whatChangesBeforeItIsLookedAtIsSent() throws Exception {
        chain.file("file", "old");
        chain.backUp();

        chain.backUp(
                new Baseline.Since(Integer.MAX_VALUE), client -> client.afterWalk(() -> chain.file("file", "new")));

        assertThat(chain.last().sent()).containsExactly("2_part.0.tar");
        assertThat(chain.last().line("file").fileName()).isEqualTo("2_part.0.tar");
    }

    @Test
    void whatChangesWhileItIsLookedAtIsSent() throws Exception {
        chain.file("file", "x");
        try (var file = new RandomAccessFile(chain.at("file").toFile(), "rw")) {
            file.setLength(100 << 20);
        }
        chain.backUp();
        var over = new AtomicBoolean();
        var writer = new FutureTask<>(() -> writeWhenItIsOpen(over));

        chain.backUp(
                new Baseline.Since(Integer.MAX_VALUE),
                client -> client.afterWalk(() -> Thread.ofPlatform().start(writer)));
        over.set(true);

        assertThat(writer.get()).as("written while it was looked at").isTrue();
        assertThat(chain.last().line("file").fileName()).startsWith("2_");
    }

    /** A while after this process has opened it, to look at its attributes first and then at its content. */
    private boolean writeWhenItIsOpen(AtomicBoolean over) throws IOException {
        for (int seen = 0; seen < 5; seen += isOpen() ? 1 : 0) {
            if (over.get()) {
                return false;
            }
        }
        try (var file = new RandomAccessFile(chain.at("file").toFile(), "rw")) {
            file.seek(file.length() - 1);
            file.write(1);
        }
        return true;
    }

    private boolean isOpen() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.anyMatch(fd -> {
                try {
                    return Files.readSymbolicLink(fd).equals(chain.at("file"));
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }
}
