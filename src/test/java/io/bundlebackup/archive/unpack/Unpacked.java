package io.bundlebackup.archive.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bundlebackup.archive.tar.Python;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Unpacks a backup by hand, as its documents tell people to, with other people's tools, and compares trees. */
public final class Unpacked {
    private static final int KIND = 0;
    private static final int NANOS = 3;
    private static final int XATTRS = 5;

    /** Without -P it makes links that point upwards last of all, which spoils the time of a directory that is in two parts. */
    private static final String TAR_ALL = """
            for part in "${@:2}"; do tar -P --xattrs --no-same-owner -p -C "$1" -xf "$part" || exit; done
            """;

    private static final String PYTHON_ALL = """
            import sys, tarfile
            tarfile.TarFile.chown = lambda *arguments, **named: None
            for part in sys.argv[2:]:
                with tarfile.open(part, encoding='utf-8', errors='surrogateescape') as tar:
                    if hasattr(tarfile, 'fully_trusted_filter'):
                        tar.extraction_filter = staticmethod(tarfile.fully_trusted_filter)
                    tar.extractall(sys.argv[1])
            """;

    /**
     * A file that was delivered by itself.
     *
     * @param path where it belongs, raw
     */
    public record Big(Path content, byte[] path, int mode, UnixTime mtime) {}

    private Unpacked() {}

    /** GNU tar and Python make the source's tree of the big files, and then the parts in their order, in an empty directory. */
    public static void assertSameTree(Path source, List<Big> bigFiles, List<Path> parts) throws IOException {
        var expected = TarTools.dump(source);
        var directory = Files.createTempDirectory("unpacked");
        try {
            var byTar = Files.createDirectory(directory.resolve("tar"));
            place(bigFiles, byTar);
            unpack(List.of("bash", "-c", TAR_ALL, "bash"), byTar, parts);
            assertSame(TarTools.dump(byTar), expected);

            var byPython = Files.createDirectory(directory.resolve("python"));
            place(bigFiles, byPython);
            Python.run(PYTHON_ALL, arguments(byPython, parts).toArray(String[]::new));
            assertSameForPython(TarTools.dump(byPython), expected);
        } finally {
            TarTools.run("rm", "-rf", directory.toString());
        }
    }

    private static void unpack(List<String> program, Path target, List<Path> parts) {
        var command = new ArrayList<>(program);
        command.addAll(arguments(target, parts));
        TarTools.run(command.toArray(String[]::new));
    }

    private static List<String> arguments(Path target, List<Path> parts) {
        return Stream.concat(Stream.of(target), parts.stream())
                .map(Path::toString)
                .toList();
    }

    /** Compares entry by entry: a whole tree is too much to read. */
    private static void assertSame(Map<String, List<String>> tree, Map<String, List<String>> expected) {
        assertThat(tree.keySet()).as("unpacked by GNU tar").isEqualTo(expected.keySet());
        expected.forEach((path, columns) ->
                assertThat(tree.get(path)).as("%s, unpacked by GNU tar", path).isEqualTo(columns));
    }

    /** It counts time in floating point, gives links none, and leaves attributes alone. */
    private static void assertSameForPython(Map<String, List<String>> tree, Map<String, List<String>> expected) {
        assertThat(tree.keySet()).as("unpacked by Python").isEqualTo(expected.keySet());
        expected.forEach((path, columns) -> {
            var found = Objects.requireNonNull(tree.get(path));
            assertThat(without(found)).as("%s, unpacked by Python", path).isEqualTo(without(columns));
            if (!columns.get(KIND).equals("l")) {
                assertThat(Long.parseLong(found.get(NANOS)))
                        .as("time of %s, unpacked by Python", path)
                        .isCloseTo(Long.parseLong(columns.get(NANOS)), within(1_000L));
            }
        });
    }

    private static List<String> without(List<String> columns) {
        var rest = new ArrayList<>(columns);
        rest.remove(XATTRS);
        rest.remove(NANOS);
        return rest;
    }

    private static void place(List<Big> bigFiles, Path directory) throws IOException {
        for (var big : bigFiles) {
            var file = RawFiles.at(directory, big.path);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.copy(big.content, file);
            Files.setAttribute(file, "unix:mode", big.mode & 07777);
            var time = Instant.ofEpochSecond(big.mtime.seconds(), big.mtime.nanos());
            Files.setLastModifiedTime(file, FileTime.from(time));
        }
    }
}
