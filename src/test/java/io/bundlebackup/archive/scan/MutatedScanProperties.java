package io.bundlebackup.archive.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list and the plan with which a backup goes on after a kill, changed a little: read or refused, in memory that fits their length. */
class MutatedScanProperties {
    @TempDir
    Path temp;

    @Test
    void readsOrRefusesChangedLists() throws Exception {
        var file = temp.resolve("list");
        try (var writer = new ScanList.Writer(file)) {
            for (var path : List.of("a", "d/long-name", "d/link")) {
                var stat = new Stat(0100644, 1, 2, 3, 4, 5, 6, 7, 0, 0, 8, 9, 1, 0);
                writer.write(new ScanEntry(
                        RawPath.of(path),
                        stat,
                        path.endsWith("link") ? "target".getBytes(StandardCharsets.UTF_8) : null));
            }
        }
        var sound = Files.readAllBytes(file);
        Fuzz.of("list of a scan", IOException.class)
                .run(List.of(sound), mutator -> mutator.bytes(sound, sound), bytes -> {
                    Files.write(file, bytes);
                    try (var reader = new ScanList.Reader(file)) {
                        while (!reader.atEnd()) {
                            long at = reader.offset();
                            var entry = reader.read();
                            assertThat(reader.lookUp(at).path()).isEqualTo(entry.path());
                        }
                    }
                });
    }

    @Test
    void readsOrRefusesChangedPlans() throws Exception {
        var file = temp.resolve("plan");
        try (var writer = new PackPlan.Writer(file)) {
            writer.write(new PackUnit.Part(0, "part.0.tar", 1, 2, List.of(3L, 4L), 5, 6, 7));
            writer.write(new PackUnit.BigFile(1, "big", 2, 3));
            writer.write(new PackUnit.HardLink(1, "big", 2, "first"));
        }
        var sound = Files.readAllBytes(file);
        Fuzz.of("plan of a backup", IOException.class)
                .run(List.of(sound), mutator -> mutator.bytes(sound, sound), bytes -> {
                    Files.write(file, bytes);
                    try (var reader = new PackPlan.Reader(file)) {
                        int units = 0;
                        while (reader.next() != null) {
                            units++;
                        }
                        assertThat(units).isLessThanOrEqualTo(bytes.length);
                    }
                });
    }
}
