package io.bundlebackup.archive.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tar.TarSample;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What {@link TarManifest} makes of tars. */
final class MadeManifest {
    static final long BEGUN_AT = 1_800_000_000_123L;

    private MadeManifest() {}

    /** The manifest of tars {@code 0.tar}, {@code 1.tar} and so on, which any restore has to accept. */
    static List<Entry> of(Path temp, TarLimits limits, TarBytes... tars) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory(temp, "scratch");
        Path file = Files.createTempDirectory(temp, "manifest").resolve("manifest");
        try (var manifest = new TarManifest("com.example.hiworld", BEGUN_AT, scratch, limits);
                var directory = Directory.open(temp)) {
            for (int i = 0; i < tars.length; i++) {
                Files.write(temp.resolve(i + ".tar"), tars[i].end());
                try (var tar = directory.openFile((i + ".tar").getBytes(StandardCharsets.US_ASCII))) {
                    manifest.add(i + ".tar", tar);
                }
            }
            long lines = manifest.write(file);
            var index = ManifestIndex.build(file, scratch.resolve("index"));
            assertThat(index.lines()).isEqualTo(lines);
            assertThat(index.header()).isEqualTo(manifest.header());
        }
        assertThat(scratch).isEmptyDirectory();
        var entries = new ArrayList<Entry>();
        try (var reader = ManifestIndex.build(file, scratch.resolve("index")).reader()) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    static String sha256(String content) {
        return HexFormat.of().formatHex(Digests.sha256().digest(TarSample.bytes(content)));
    }
}
