package io.bundlebackup.archive.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that have more or less content than their attributes say, as the kernel's own file systems and some network mounts have them. */
class MisstatedSizeTests {
    private static final byte[] ROOT = {'.'};

    @TempDir
    private Path temp = Path.of("");

    private final List<String> failures = new ArrayList<>();
    private final ManifestHeader header =
            new ManifestHeader("com.example", UUID.randomUUID(), null, System.currentTimeMillis());

    private static TreeWalk.Filter only(String name) {
        return new TreeWalk.Filter() {
            @Override
            public boolean take(byte[] path, boolean directory) {
                return Arrays.equals(path, ROOT) || Arrays.equals(path, name.getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public boolean descend(byte[] path) {
                return Arrays.equals(path, ROOT) || path.length == 0;
            }
        };
    }

    private PackUnit planned(Directory root, String name, long bigFile) throws Exception {
        TreeScan.scan(root, only(name), new ScanLimits(bigFile, 1 << 20, 100), ScanFiles.in(temp), (p, r) -> {
            throw new AssertionError(p + r);
        });
        PackUnit wanted = null;
        try (var plan = new PackPlan.Reader(temp.resolve("plan"))) {
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                wanted = unit instanceof PackUnit.BigFile || wanted == null ? unit : wanted;
            }
        }
        assertThat(wanted).isNotNull();
        return java.util.Objects.requireNonNull(wanted);
    }

    private List<String> packed(String directory, String name) throws Exception {
        try (var root = Directory.open(Path.of(directory))) {
            var unit = (PackUnit.Part) planned(root, name, 1 << 20);
            new PartPacker(root, ScanFiles.in(temp), 1 << 20, header, (p, r) -> failures.add(p + ": " + r))
                    .pack(unit, temp.resolve("tar"), temp.resolve("manifest"));
        }
        var paths = new ArrayList<String>();
        try (var reader = new ManifestReader(Files.newInputStream(temp.resolve("manifest")))) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                paths.add(entry.path().encoded());
            }
        }
        return paths;
    }

    @Test
    void aFileWithContentAndSizeZeroIsReportedAndNotPacked() throws Exception {
        assertThat(packed("/proc/sys/kernel", "ostype")).containsExactly(".");
        assertThat(failures).containsExactly("ostype: its size is given as 0 bytes, but more can be read");
    }

    @Test
    void aSmallFileShorterThanItsSizeIsReportedWithItsLength() throws Exception {
        int length = Files.readAllBytes(Path.of("/sys/kernel/uevent_seqnum")).length;

        assertThat(packed("/sys/kernel", "uevent_seqnum")).containsExactly(".");
        assertThat(failures)
                .containsExactly("uevent_seqnum: its size is given as 4096 bytes, but only " + length + " can be read");
    }

    @Test
    void aBigFileShorterThanItsSizeIsReportedWithItsLength() throws Exception {
        int length = Files.readAllBytes(Path.of("/sys/kernel/uevent_seqnum")).length;
        try (var root = Directory.open(Path.of("/sys/kernel"))) {
            var unit = (PackUnit.BigFile) planned(root, "uevent_seqnum", 1);

            for (boolean copied : new boolean[] {false, true}) {
                assertThatThrownBy(() -> read(root, unit, copied))
                        .isInstanceOf(SkippedFileException.class)
                        .hasMessage("its size is given as 4096 bytes, but only " + length + " can be read");
            }
        }
    }

    private BigFile read(Directory root, PackUnit.BigFile unit, boolean copied)
            throws IOException, InterruptedException {
        return copied
                ? BigFile.copy(root, ScanFiles.in(temp), unit, header, temp.resolve("copy"), (p, r) -> failures.add(p))
                : BigFile.digest(root, ScanFiles.in(temp), unit, header);
    }
}
