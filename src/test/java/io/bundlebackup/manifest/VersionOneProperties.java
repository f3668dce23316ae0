package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VersionOneProperties {
    private static final ManifestHeader HEADER = new ManifestHeader("com.example.hiworld", new UUID(1, 2), null, 7);

    @TempDir
    Path directory = Path.of("");

    static LongStream seeds() {
        return new Random().longs(20);
    }

    /** Whatever the order, the ends of lines, and the way in which paths are written, the same tree comes out. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void becomesTheSameTreeInItsOrder(long seed) throws IOException {
        List<Entry> entries = new RandomEntries(seed).tree(500);
        byte[] text = written(entries, new Random(seed));

        var out = new ByteArrayOutputStream();
        VersionOne.convert(new ByteArrayInputStream(text), HEADER, out, directory.resolve("scratch"));

        assertThat(read(out.toByteArray()))
                .isEqualTo(entries.stream()
                        .filter(entry -> !entry.isSymbolicLink())
                        .map(entry -> VersionOneLine.entry(
                                entry.path(),
                                entry.mode(),
                                entry.size(),
                                entry.mtimeSeconds(),
                                entry.sha256(),
                                entry.userTar()))
                        .toList());
        assertThat(directory).isEmptyDirectory();
    }

    /** Whatever is done to a manifest, it is converted or the line that is wrong is named; what is converted can be read. */
    @Test
    void convertsChangedManifestsOrSaysWhichLineIsWrong() throws Exception {
        var manifests = new ArrayList<byte[]>();
        for (long seed = 1; seed <= 4; seed++) {
            manifests.add(written(new RandomEntries(seed).tree(25), new Random(seed)));
        }
        Fuzz.of("manifest of version 1.0", InvalidManifestException.class)
                .run(
                        manifests,
                        mutator -> mutator.lines(mutator.one(manifests), mutator.one(manifests), ';'),
                        bytes -> {
                            var out = new ByteArrayOutputStream();
                            try {
                                VersionOne.convert(
                                        new ByteArrayInputStream(bytes), HEADER, out, directory.resolve("scratch"));
                            } catch (InvalidManifestException e) {
                                assertThat(e.line()).isPositive();
                                assertThat(e)
                                        .hasMessageStartingWith("Line " + e.line() + ": ")
                                        .hasMessageEndingWith(".");
                                throw e;
                            }
                            read(out.toByteArray());
                        });
    }

    private static byte[] written(List<Entry> entries, Random random) throws IOException {
        String newline = random.nextBoolean() ? "\r\n" : "\n";
        var out = new ByteArrayOutputStream();
        out.writeBytes(RawText.utf8("version=1.0&attrNum=8" + newline));
        out.writeBytes(RawText.utf8("path;mode;dir;size;mtime;hash;usertar;encodeFlag" + newline));
        var shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, random);
        for (Entry entry : shuffled) {
            byte[] path = entry.path().bytes();
            boolean encoded = RawText.needsEncoding(path) || random.nextBoolean();
            out.writeBytes(random.nextBoolean() && !entry.path().isRoot() ? new byte[] {'/'} : new byte[0]);
            out.writeBytes(encoded ? RawText.utf8(RawText.encode(path)) : path);
            String hash = Objects.requireNonNullElse(entry.sha256(), "");
            out.writeBytes(RawText.utf8(String.join(
                            ";",
                            "",
                            String.valueOf(entry.mode()),
                            entry.isDirectory() ? "1" : "0",
                            String.valueOf(entry.isDirectory() ? 4096 : entry.size()),
                            String.valueOf(entry.mtimeSeconds()),
                            random.nextBoolean() ? hash : hash.toUpperCase(Locale.ROOT),
                            entry.userTar() ? "1" : "0",
                            encoded ? "1" : "0")
                    + newline));
        }
        return out.toByteArray();
    }

    private static List<Entry> read(byte[] manifest) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var reader = new ManifestReader(new ByteArrayInputStream(manifest), HEADER.bundle())) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
