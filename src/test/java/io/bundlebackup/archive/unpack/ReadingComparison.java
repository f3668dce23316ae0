package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What it costs to walk a tree, and to open, stat, read and close each file, with {@code java.nio.file} and with the native
 * corner. Run by hand, after {@code mvn test-compile}, with the class path of the tests: {@code java
 * --enable-native-access=ALL-UNNAMED io.bundlebackup.archive.unpack.ReadingComparison <tree> [rounds]}; a line a round and way.
 *
 * <p>50,000 files in 2,500 directories, 196 MiB, cached, one thread of two shared x86-64 cores, Linux 6.18, JDK 25, medians of
 * seven warm rounds: walk 123 ms against 154 (with the {@code unix:*} attributes that a manifest needs: 880); walk, open, stat, read,
 * close 394 ms against 422, allocating 510 bytes a file against 1,072. The same calls in C took 311 ms.
 */
final class ReadingComparison {
    private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(64 << 10);

    private long files;
    private long bytes;

    private ReadingComparison() {}

    public static void main(String[] arguments) throws Exception {
        Path tree = Path.of(arguments[0]);
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 6;
        for (int i = 0; i < rounds; i++) {
            measure("nio   walk            ", c -> c.nioWalk(tree, false));
            measure("posix walk            ", c -> c.posixWalk(tree, false));
            measure("nio   walk+unix:*     ", c -> c.nioAttributes(tree));
            measure("nio   walk+read       ", c -> c.nioWalk(tree, true));
            measure("posix walk+read       ", c -> c.posixWalk(tree, true));
        }
    }

    private interface Way {
        void run(ReadingComparison comparison) throws Exception;
    }

    private static void measure(String name, Way way) throws Exception {
        var comparison = new ReadingComparison();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        way.run(comparison);
        double wall = (System.nanoTime() - start) / 1e6;
        double busy = (threads.getCurrentThreadCpuTime() - cpu) / 1e6;
        long perFile = (threads.getCurrentThreadAllocatedBytes() - allocated) / Math.max(1, comparison.files);
        System.out.printf(
                Locale.ROOT,
                "%s %6.0f ms  %6.0f ms CPU  %5d B allocated a file  (%d files, %d bytes)%n",
                name,
                wall,
                busy,
                perFile,
                comparison.files,
                comparison.bytes);
    }

    private void posixWalk(Path tree, boolean read) throws IOException, InterruptedException {
        try (Directory root = Directory.open(tree)) {
            TreeWalk.walk(root, TreeWalk.Filter.all(), new TreeWalk.Visitor() {
                @Override
                public void entry(byte[] path, Stat stat, byte @Nullable [] target) throws IOException {
                    if (stat.isRegularFile()) {
                        files++;
                        if (read) {
                            readPosix(root, path);
                        }
                    }
                }

                @Override
                public void skipped(byte[] path, Stat stat) {
                    throw new IllegalStateException("a special file in the tree");
                }

                @Override
                public void unreadable(byte[] path, PosixException cause) throws PosixException {
                    throw cause;
                }
            });
        }
    }

    private void readPosix(Directory root, byte[] path) throws IOException {
        try (OpenFile file = root.openFile(path)) {
            long left = file.stat().size();
            int count = 0;
            while (left > 0 && count >= 0) {
                count = file.read(BUFFER.clear());
                left -= count;
                bytes += Math.max(count, 0);
            }
        }
    }

    private void nioWalk(Path tree, boolean read) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                files++;
                if (read) {
                    readNio(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What a manifest needs of NIO: mode, owner and inode are only in the map. */
    private void nioAttributes(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                files++;
                Object size = Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS)
                        .get("size");
                bytes += size instanceof Long number ? number : 0;
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void readNio(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long left = file.size();
            int count = 0;
            while (left > 0 && count >= 0) {
                count = file.read(BUFFER.clear());
                left -= count;
                bytes += Math.max(count, 0);
            }
        }
    }
}
