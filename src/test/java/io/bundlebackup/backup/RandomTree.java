package io.bundlebackup.backup;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** A tree of everything: odd names, all modes and owners, times far away, links of both kinds, extended attributes. */
final class RandomTree {
    private static final String BYTES = "ab.-=\u0001\u00ff\u0080 ;%\n\\*";
    private static final int DEEPEST = 600;

    private final Path root;
    private final Random random;
    private final boolean attributesKept;
    private final TreeSet<RawPath> taken = new TreeSet<>();
    private final List<String> directories = new ArrayList<>(List.of(""));
    private final List<String> files = new ArrayList<>();
    private final Attributes attributes = new Attributes();

    private RandomTree(Path root, Random random, boolean attributesKept) {
        this.root = root;
        this.random = random;
        this.attributesKept = attributesKept;
    }

    static void grow(Path root, Random random, boolean attributesKept) throws IOException {
        var tree = new RandomTree(root, random, attributesKept);
        int count = random.nextInt(80);
        for (int i = 0; i < count; i++) {
            tree.plant();
        }
        tree.attribute(".", true, true);
        tree.attributes.applyIn(root);
    }

    private void plant() throws IOException {
        var path = directories.get(random.nextInt(directories.size())) + name();
        if (path.length() > DEEPEST || !taken.add(RawPath.of(RawFiles.raw(path)))) {
            return;
        }
        var at = RawFiles.at(root, path);
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                Files.createDirectory(at);
                directories.add(path + "/");
                attribute(path, true, true);
            }
            case 2 -> {
                Files.createSymbolicLink(at, Path.of(random.nextBoolean() ? "../no;where%" : "t".repeat(150)));
                attribute(path, false, false);
            }
            case 3, 4 -> plantHardLink(path, at);
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
            name.append(BYTES.charAt(random.nextInt(BYTES.length())));
        }
        return name.toString().equals(".") || name.toString().equals("..") ? "dots" : name.toString();
    }
}
