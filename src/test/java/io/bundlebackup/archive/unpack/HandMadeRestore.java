package io.bundlebackup.archive.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A restore of lines and uploads that are made by hand. */
final class HandMadeRestore implements AutoCloseable {
    static final TarLimits LIMITS = new TarLimits(1_000, 1L << 41);

    final Path tree;
    final Path uploads;
    final Path scratch;
    final Directory root;
    final Directory uploaded;
    final BuildLog log = new BuildLog();
    private final Path temp;
    private final TreeMap<RawPath, Entry> lines = new TreeMap<>();
    private @Nullable TreeBuilder builder;

    HandMadeRestore(Path temp) throws IOException {
        this.temp = temp;
        tree = own(temp.resolve("tree"));
        uploads = own(temp.resolve("uploads"));
        scratch = own(temp.resolve("scratch"));
        root = Directory.open(tree);
        uploaded = Directory.open(uploads);
        directory(".");
    }

    static Path own(Path directory) throws IOException {
        return Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Digests.sha256().digest(content));
    }

    HandMadeRestore file(String path, String content, String fileName) {
        return file(path, content.getBytes(StandardCharsets.ISO_8859_1), fileName, 0100640);
    }

    HandMadeRestore file(String path, byte[] content, String fileName, int mode) {
        return line(path, mode, content, null, fileName);
    }

    HandMadeRestore further(String path, String first, String content, String fileName) {
        return line(path, 0100640, content.getBytes(StandardCharsets.ISO_8859_1), first, fileName);
    }

    HandMadeRestore directory(String path) {
        return line(path, 0040750, null, null, "part.0.tar");
    }

    HandMadeRestore symbolicLink(String path, String target) {
        return line(path, 0120777, null, target, "part.0.tar");
    }

    private HandMadeRestore line(
            String path, int mode, byte @Nullable [] content, @Nullable String link, String fileName) {
        return line(new Entry(
                RawPath.of(RawFiles.raw(path)),
                mode,
                content == null ? 0 : content.length,
                new UnixTime(1_000_000_000L + path.length(), path.length()),
                content == null ? null : sha256(content),
                false,
                null,
                1,
                0,
                0,
                link == null ? null : new Link(RawFiles.raw(link)),
                List.of(),
                fileName));
    }

    HandMadeRestore line(Entry entry) {
        lines.put(entry.path(), entry);
        return this;
    }

    HandMadeRestore without(String path) {
        lines.remove(RawPath.of(path));
        return this;
    }

    TreeBuilder builder() throws IOException, InterruptedException {
        if (builder == null) {
            var manifest = temp.resolve("manifest");
            var header = new ManifestHeader("com.example", UUID.randomUUID(), null, 1);
            try (var out = new ManifestWriter(Files.newOutputStream(manifest), header)) {
                for (var entry : lines.values()) {
                    out.write(entry);
                }
            }
            builder = new TreeBuilder(root, ManifestIndex.build(manifest, temp.resolve("index.scratch")), LIMITS, log);
        }
        return builder;
    }

    /** Without a manifest: that is made of the tars, which then are unpacked. */
    HandMadeRestore union(Map<String, TarBytes> tars) throws IOException, InterruptedException {
        var manifest = temp.resolve("manifest");
        try (var union = new TarManifest("com.example", 1, temp, LIMITS)) {
            for (var tar : tars.entrySet()) {
                Files.write(uploads.resolve(tar.getKey()), tar.getValue().end());
                try (var file = uploaded.openFile(RawFiles.raw(tar.getKey()))) {
                    union.add(tar.getKey(), file);
                }
            }
            union.write(manifest);
        }
        builder = new TreeBuilder(root, ManifestIndex.build(manifest, temp.resolve("index.scratch")), LIMITS, log);
        for (var name : tars.keySet()) {
            try (var file = uploaded.openFile(RawFiles.raw(name))) {
                builder.unpackPart(name, file, null);
            }
        }
        return finish();
    }

    HandMadeRestore part(String fileName, TarBytes tar) throws IOException, InterruptedException {
        return part(fileName, tar.end());
    }

    HandMadeRestore part(String fileName, byte[] tar) throws IOException, InterruptedException {
        Files.write(uploads.resolve(fileName), tar);
        try (var file = uploaded.openFile(RawFiles.raw(fileName))) {
            builder().unpackPart(fileName, file, Arrived.tar(uploads.resolve(fileName), tar.length));
        }
        return this;
    }

    HandMadeRestore bigFile(String path, String content, boolean mayShare) throws IOException, InterruptedException {
        Files.writeString(uploads.resolve("big"), content);
        try (var file = uploaded.openFile(RawFiles.raw("big"))) {
            builder().addBigFile(RawPath.of(path), file, null, uploaded, RawFiles.raw("big"), mayShare);
        }
        return this;
    }

    HandMadeRestore finish() throws IOException, InterruptedException {
        builder().finish(null);
        return this;
    }

    HandMadeRestore finish(Path old, TreeWalk.Filter filter) throws IOException, InterruptedException {
        try (var oldTree = Directory.open(old);
                var table = Directory.open(scratch)) {
            builder().finish(new PreviousTree(oldTree, filter, table));
            assertThat(table.list().size()).isZero();
        }
        return this;
    }

    String content(String path) throws IOException {
        return Files.readString(RawFiles.at(tree, path), StandardCharsets.ISO_8859_1);
    }

    /** Of what is made, wherever it lies; of a directory itself. */
    Stat stat(String path) throws IOException {
        var raw = RawPath.of(RawFiles.raw(path));
        var parent = Objects.requireNonNull(raw.parent());
        try (var directory = root.openDirectory(parent.bytes())) {
            return directory.stat(raw.name());
        }
    }

    static InvalidUploadException refusal(RawFiles.Action action) {
        var refusal = catchThrowableOfType(InvalidUploadException.class, action::run);
        assertThat(refusal).as("refused").isNotNull();
        return refusal;
    }

    @Override
    public void close() throws IOException {
        root.close();
        uploaded.close();
        assertThat(RawFiles.openBelow(temp)).isZero();
    }
}
