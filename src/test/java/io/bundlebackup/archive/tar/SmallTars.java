package io.bundlebackup.archive.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A few entries of every kind, packed by other people's programs in all their formats: a few KiB each, so that a changed byte matters. */
public final class SmallTars {
    private static final List<List<String>> WAYS = List.of(
            List.of("tar", "--format=oldgnu", "--sparse"),
            List.of("tar", "--format=gnu", "--sparse"),
            List.of("tar", "--format=pax", "--xattrs", "--sparse", "--sparse-version=1.0"),
            List.of("tar", "--format=pax", "--sparse", "--sparse-version=0.0"),
            List.of("tar", "--format=pax", "--sparse", "--sparse-version=0.1"),
            List.of("tar", "--format=v7"),
            List.of("tar", "--format=ustar"),
            List.of("bsdtar", "--format=pax"),
            List.of("bsdtar", "--format=gnutar"),
            List.of("bsdtar", "--format=ustar"),
            List.of("busybox", "tar"));

    private SmallTars() {}

    /** Packs a tree; uses the programs that are installed. */
    public static List<byte[]> in(Path directory) throws IOException {
        var tree = Files.createDirectory(directory.resolve("small"));
        Files.writeString(tree.resolve("a"), "content of a");
        Files.createDirectory(tree.resolve("d"));
        Files.writeString(tree.resolve("d").resolve("gr\u00fcn"), "x".repeat(600));
        Files.createLink(tree.resolve("d").resolve("h"), tree.resolve("a"));
        Files.createSymbolicLink(tree.resolve("d").resolve("l"), Path.of("../a"));
        try (var holes =
                FileChannel.open(tree.resolve("holes"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            holes.write(ByteBuffer.wrap(new byte[] {1}), 1 << 16);
            holes.write(ByteBuffer.wrap(new byte[] {2}), 3 << 16);
        }
        var tars = new ArrayList<byte[]>();
        for (var way : WAYS) {
            if (!TarTools.isInstalled(way.getFirst())) {
                continue;
            }
            var packed = directory.resolve("small.tar");
            var command = new ArrayList<>(way);
            // Without --sparse the holes would fill the tar. Names of 100 bytes or more exist in some formats only.
            if (!way.contains("--sparse")) {
                Files.deleteIfExists(tree.resolve("holes"));
            }
            if (way.stream().noneMatch(word -> word.endsWith("v7") || word.endsWith("ustar"))) {
                Files.writeString(tree.resolve("n".repeat(120)), "long");
            } else {
                Files.deleteIfExists(tree.resolve("n".repeat(120)));
            }
            command.addAll(List.of("-cf", packed.toString()));
            command.addAll(List.of("-C", tree.toString(), "."));
            TarTools.run(command.toArray(String[]::new));
            tars.add(withoutPadding(Files.readAllBytes(packed)));
        }
        return tars;
    }

    /** Ends after two blocks of zeros. */
    private static byte[] withoutPadding(byte[] tar) {
        int end = tar.length;
        while (end > 0 && tar[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(tar, Math.min(tar.length, (end + 511) / 512 * 512 + 1024));
    }
}
