package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tar.ByteLender;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;

/** What a service knows of a file that has just arrived. */
public final class Arrived {
    private Arrived() {}

    /** Of a tar that arrived in pieces; what cannot be read of it is not known. */
    public static ArrivedContent tar(Path file, long seed) throws IOException {
        var digests = Files.createTempDirectory("digests").resolve("of");
        digests.toFile().deleteOnExit();
        Objects.requireNonNull(digests.getParent()).toFile().deleteOnExit();
        try {
            TarDigests.write(pieces(Files.readAllBytes(file), seed), new TarLimits(1_000_000, Long.MAX_VALUE), digests);
        } catch (IOException e) {
            // A service would not keep them; they can only confirm what is right.
            assert e.getMessage() != null;
        }
        return new ArrivedContent(stat(file), null, 0, digests);
    }

    /** Of a file that was sent as such. */
    public static ArrivedContent file(Path file) throws IOException {
        return new ArrivedContent(stat(file), Digests.sha256(file), 0, null);
    }

    private static io.bundlebackup.posix.Stat stat(Path file) throws IOException {
        try (var directory = Directory.open(Objects.requireNonNull(file.getParent()))) {
            return directory.stat(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Lends one buffer again and again, as a service does. */
    static ByteLender pieces(byte[] bytes, long seed) {
        var random = new Random(seed);
        var lent = new byte[20_000];
        var left = ByteBuffer.wrap(bytes);
        return () -> {
            if (!left.hasRemaining()) {
                return null;
            }
            int count = Math.min(left.remaining(), 1 + random.nextInt(random.nextBoolean() ? 700 : lent.length));
            random.nextBytes(lent);
            left.get(lent, 0, count);
            return ByteBuffer.wrap(lent, 0, count);
        };
    }
}
