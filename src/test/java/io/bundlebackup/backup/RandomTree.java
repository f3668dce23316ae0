package io.bundlebackup.backup;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A tree of everything: odd names, all modes and owners, times far away, links of both kinds, extended attributes, holes, and fifos
 * and sockets, which no backup takes.
 */
public final class RandomTree {
    private static final String BYTES = "ab.-=\u0001\u00ff\u0080 ;%\n\\*";
    /** The same to the eye: one letter, and a letter with an accent after it, in UTF-8. */
    private static final List<String> ALIKE = List.of("\u00c3\u00a9", "e\u00cc\u0081");

    private static final int DEEPEST = 600;

    private final Path root;
    private final Random random;
    private final boolean attributesKept;
    private final TreeSet<RawPath> taken = new TreeSet<>();
    private final List<String> directories = new ArrayList<>(List.of(""));
    private final List<String> files = new ArrayList<>();
    private final Attributes attributes = new Attributes();
    private int specials;

    private RandomTree(Path root, Random random, boolean attributesKept) {
        this.root = root;
        this.random = random;
        this.attributesKept = attributesKept;
    }

    /** How many fifos and sockets there are in it. */
    public static int grow(Path root, Random random, boolean attributesKept) throws IOException, InterruptedException {
        var tree = new RandomTree(root, random, attributesKept);
        int count = random.nextInt(80);
        for (int i = 0; i < count; i++) {
            tree.plant();
        }
        tree.attribute(".", true, true);
        tree.attributes.applyIn(root);
        return tree.specials;
    }

    private void plant() throws IOException, InterruptedException {
        var path = directories.get(random.nextInt(directories.size())) + name();
        if (path.length() > DEEPEST || !taken.add(RawPath.of(RawFiles.raw(path)))) {
            return;
        }
        var at = RawFiles.at(root, path);
        switch (random.nextInt(18)) {
            case 0, 1, 2, 3 -> {
                Files.createDirectory(at);
                directories.add(path + "/");
                attribute(path, true, true);
            }
            case 4, 5 -> {
                Files.createSymbolicLink(at, Path.of(random.nextBoolean() ? "../no;where%" : "t".repeat(150)));
                attribute(path, false, false);
            }
            case 6, 7, 8, 9 -> plantHardLink(path, at);
            case 10 -> plantSparse(path, at);
            case 11 -> plantSpecial(at);
            default -> plantFile(path, at);
        }
    }

    private void plantFile(String path, Path at) throws IOException {
        var content = new byte[random.nextInt(random.nextInt(4) == 0 ? 6_000 : 700)];
        random.nextBytes(content);
        Files.write(at, content);
        files.add(path);
        attribute(path, false, true);
    }

    /** Mostly holes, at either side of what is big. */
    private void plantSparse(String path, Path at) throws IOException {
        try (var file = FileChannel.open(at, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), random.nextInt(200_000));
            file.write(ByteBuffer.wrap(new byte[] {2}), 200_000L + random.nextInt(200_000));
        }
        files.add(path);
        attribute(path, false, true);
    }

    /** Made elsewhere: a socket's own address is short, and a program's argument is text. */
    private void plantSpecial(Path at) throws IOException, InterruptedException {
        specials++;
        var directory = Files.createTempDirectory("s");
        var special = directory.resolve("s");
        if (random.nextBoolean()) {
            RawFiles.makeFifo(special);
        } else {
            ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(special))
                    .close();
        }
        Files.move(special, at);
        Files.delete(directory);
    }

    private void plantHardLink(String path, Path at) throws IOException {
        if (files.isEmpty()) {
            plantFile(path, at);
        } else {
            Files.createLink(at, RawFiles.at(root, files.get(random.nextInt(files.size()))));
        }
    }

    private void attribute(String path, boolean directory, boolean modes) {
        int mode = -1;
        if (modes) {
            mode = random.nextInt(010000);
            // Whoever is not root has to be able to read it.
            mode |= BackupFixture.ROOT ? 0 : directory ? 0700 : 0600;
        }
        var owner = BackupFixture.ROOT && random.nextInt(3) == 0
                ? random.nextInt(70_000) + ":" + (random.nextBoolean() ? 3_000_000_000L : 5)
                : "";
        // What ext4 holds: 1901 to 2446.
        long seconds = -2_000_000_000L + (long) (random.nextDouble() * 16_000_000_000L);
        attributes.add(
                RawPath.of(RawFiles.raw(path)),
                mode,
                owner,
                seconds,
                random.nextInt(4) == 0 ? 0 : random.nextInt(1_000_000_000),
                modes && attributesKept ? xattrs() : "");
    }

    private String xattrs() {
        var xattrs = new ArrayList<String>();
        for (int i = random.nextInt(8) - 5; i > 0; i--) {
            var value = new byte[random.nextInt(50)];
            random.nextBytes(value);
            var name = "user.n" + i
                    + List.of("", "=", "%", " ", "\u00e4", ",", ":").get(random.nextInt(7));
            xattrs.add(Picture.hex(name.getBytes(StandardCharsets.UTF_8)) + "="
                    + HexFormat.of().formatHex(value));
        }
        return String.join(",", xattrs);
    }

    private String name() {
        var name = new StringBuilder();
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 255 : 4);
        while (name.length() < length) {
            if (random.nextInt(8) == 0 && name.length() < length - 2) {
                name.append(ALIKE.get(random.nextInt(2)));
            } else {
                name.append(BYTES.charAt(random.nextInt(BYTES.length())));
            }
        }
        return name.toString().equals(".") || name.toString().equals("..") ? "dots" : name.toString();
    }
}
