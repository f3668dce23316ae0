package io.bundlebackup.archive.tree;

import static io.bundlebackup.posix.RawFiles.raw;
import static io.bundlebackup.posix.RawFiles.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random trees, filters and limits, against a sorted map of whole paths. */
class TreeWalkProperties {
    private static final int TREES = Integer.getInteger("trees", 60);
    private static final String BYTES = "ab.-\u0001\u00ff\u0080 ;%\n";

    @TempDir
    Path temp;

    /** Raw bytes as Latin-1 compare as characters do; {@code /} is moved below all of them. */
    private static final Comparator<String> MANIFEST_ORDER = Comparator.comparing(path -> path.replace('/', '\0'));

    @Test
    void visitsWhatTheModelHoldsInTheOrderOfTheManifest() throws Exception {
        for (int round = 0; round < TREES; round++) {
            long seed = System.nanoTime();
            var random = new Random(seed);
            Path tree = Files.createDirectory(temp.resolve("tree" + round));
            TreeMap<String, Character> model = grow(tree, random);
            var filter = new HashFilter(random.nextInt(), random.nextInt(4) == 0);
            var log = new TreeWalkLog();

            try (Directory root = Directory.open(tree)) {
                TreeWalk.walk(root, filter, log, 1 + random.nextInt(4), random.nextInt(200));
            }

            assertThat(log.lines).as("seed %d", seed).isEqualTo(expected(model, filter));
        }
        assertThat(RawFiles.openBelow(temp)).isZero();
    }

    private static List<String> expected(TreeMap<String, Character> model, HashFilter filter) {
        var lines = new ArrayList<String>();
        lines.add("/ .");
        model.forEach((path, kind) -> {
            if (filter.reaches(path) && filter.take(raw(path), kind == '/')) {
                lines.add(kind + " " + path + (kind == 'l' ? " -> target" : ""));
            }
        });
        return lines;
    }

    private static TreeMap<String, Character> grow(Path tree, Random random) throws IOException {
        var model = new TreeMap<String, Character>(MANIFEST_ORDER);
        var directories = new ArrayList<>(List.of(""));
        int count = random.nextInt(150);
        for (int i = 0; i < count; i++) {
            String parent = directories.get(random.nextInt(directories.size()));
            String path = parent + name(random);
            char kind = "//fffl".charAt(random.nextInt(6));
            if (path.length() < 400 && model.putIfAbsent(path, kind) == null) {
                create(RawFiles.at(tree, path), kind);
                if (kind == '/') {
                    directories.add(path + "/");
                }
            }
        }
        return model;
    }

    private static void create(Path path, char kind) throws IOException {
        switch (kind) {
            case '/' -> Files.createDirectory(path);
            case 'f' -> Files.createFile(path);
            default -> Files.createSymbolicLink(path, Path.of("target"));
        }
    }

    private static String name(Random random) {
        var name = new StringBuilder();
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 3);
        while (name.length() < length) {
            name.append(BYTES.charAt(random.nextInt(BYTES.length())));
        }
        return name.toString().equals(".") || name.toString().equals("..") ? "dots" : name.toString();
    }

    /** Decides by a hash of the path, so that the model can ask the same. */
    private record HashFilter(int salt, boolean everything) implements TreeWalk.Filter {
        @Override
        public boolean take(byte[] path, boolean directory) {
            return everything || (shown(path).hashCode() * 31 + salt & 0x10) == 0;
        }

        @Override
        public boolean descend(byte[] path) {
            return everything || (shown(path).hashCode() * 17 + salt & 0x30) != 0;
        }

        boolean reaches(String path) {
            int slash = path.indexOf('/');
            while (slash >= 0) {
                if (!descend(raw(path.substring(0, slash)))) {
                    return false;
                }
                slash = path.indexOf('/', slash + 1);
            }
            return true;
        }
    }
}
