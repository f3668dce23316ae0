package io.bundlebackup.upload;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A manifest that a test writes line by line. */
public final class ManifestText {
    private static final int REGULAR = 0100644;
    private static final int DIRECTORY = 0040755;

    private final String bundle;
    private final UUID generation;
    private final @Nullable UUID parent;
    private final TreeMap<RawPath, Entry> entries = new TreeMap<>();
    private long begunAt = 1_000;

    public ManifestText(int generation, @Nullable Integer parent) {
        this(UploadFixture.BUNDLE, generation, parent);
    }

    public ManifestText(String bundle, int generation, @Nullable Integer parent) {
        this.bundle = bundle;
        this.generation = uuid(generation);
        this.parent = parent == null ? null : uuid(parent);
        put(RawPath.ROOT, DIRECTORY, 0, null, null, "");
    }

    public static UUID uuid(int number) {
        return new UUID(0, number);
    }

    /** A regular file whose content a delivered file carries. */
    public ManifestText file(String path, long size, String fileName) {
        put(RawPath.of(path), REGULAR, size, "0".repeat(64), null, fileName);
        return this;
    }

    /** As {@link #file}, with a content of its own. */
    ManifestText file(String path, long size, char content, String fileName) {
        put(RawPath.of(path), REGULAR, size, String.valueOf(content).repeat(64), null, fileName);
        return this;
    }

    public ManifestText directory(String path) {
        put(RawPath.of(path), DIRECTORY, 0, null, null, "");
        return this;
    }

    /** When its scan began. */
    ManifestText at(long time) {
        begunAt = time;
        return this;
    }

    public ManifestText link(String path, String first, long size, String fileName) {
        put(RawPath.of(path), REGULAR, size, "0".repeat(64), Link.to(RawPath.of(first)), fileName);
        return this;
    }

    private void put(RawPath path, int mode, long size, @Nullable String sha256, @Nullable Link link, String fileName) {
        var entry =
                new Entry(path, mode, size, UnixTime.EPOCH, sha256, false, null, 1, 0, 0, link, List.of(), fileName);
        entries.put(path, entry);
    }

    public String text() {
        var out = new ByteArrayOutputStream();
        try (var writer = new ManifestWriter(out, new ManifestHeader(bundle, generation, parent, begunAt))) {
            for (var entry : entries.values()) {
                writer.write(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
