package io.bundlebackup.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Bundles on disk for tests. */
public final class Trees {
    /** Facts that state only what is required. */
    public static final String FACTS = "{\"versionCode\":1000000,\"versionName\":\"1.0.0\"}";

    /** A bundle with these facts and an empty data directory; returns the latter. */
    public static Path bundle(Path bundlesDirectory, String directoryName, String facts) throws IOException {
        Path data =
                Files.createDirectories(bundlesDirectory.resolve(directoryName).resolve("data"));
        Files.writeString(bundlesDirectory.resolve(directoryName).resolve("bundle.json"), facts);
        return data;
    }

    /** A file of this many bytes; makes the directories above it. */
    public static Path file(Path root, String path, int size) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[size]);
    }

    public static BundleSettings settings(Path root, DeclaredBundle... declared) {
        return new BundleSettings(root.resolve("bundles"), root.resolve("own"), List.of(declared));
    }

    public static DeclaredBundle declared(String name, Path directory) {
        return declared(name, directory, List.of("**"), Map.of());
    }

    static DeclaredBundle declared(String name, Path directory, List<String> includes, Map<String, Object> extraInfo) {
        return new DeclaredBundle(
                name, directory, 7L, "7", null, null, null, null, includes, null, null, null, null, null, extraInfo,
                null, null);
    }

    private Trees() {}

    /** {@link #FACTS}, so long that reading them shows in {@link #bytesRead}. */
    public static String longFacts() {
        return FACTS + " ".repeat(100_000);
    }

    /** How many bytes this thread has read from files so far. */
    public static long bytesRead() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/io")).stream()
                .filter(line -> line.startsWith("rchar: "))
                .mapToLong(line -> Long.parseLong(line.substring(7)))
                .sum();
    }
}
