package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.pack.PackedTree;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.posix.Directory;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What it costs to build a tree from its parts, and what GNU tar needs to unpack them. Run by hand, as {@link ReadingComparison}:
 * {@code java --enable-native-access=ALL-UNNAMED io.bundlebackup.archive.unpack.UnpackingComparison <tree> <empty directory> [rounds]}; a line a
 * round and way.
 *
 * <p>50,000 files in 2,500 directories, 206 MB, three parts, on a tmpfs, two shared x86-64 cores, Linux 6.18, JDK 25, medians of four
 * warm rounds: GNU tar 870 ms; one thread 1,295 ms, of which SHA-256, checks and the manifest are the difference; two threads 800 ms
 * (1,210 ms CPU). On ext4, where making files takes nearly all the time, both take the same within the noise.
 */
final class UnpackingComparison {
    private static final ScanLimits LIMITS = new ScanLimits(1L << 30, 80L << 20, 20_000);

    /** Times of the shell's child, in seconds. */
    private static final String TAR = """
            TIMEFORMAT='%R %U %S'
            time for part in "$2"/part.*.tar; do tar -C "$1" -xpf "$part" || exit; done
            """;

    private UnpackingComparison() {}

    public static void main(String[] arguments) throws Exception {
        var work = Path.of(arguments[1]);
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 6;
        var packed = PackedTree.of(Path.of(arguments[0]), work, LIMITS);
        System.out.println(packed.lines().size() + " lines, " + packed.parts().size() + " parts");
        for (int i = 0; i < rounds; i++) {
            tar(packed, HandMadeRestore.own(work.resolve("tar")));
            build(packed, HandMadeRestore.own(work.resolve("one")), 1);
            build(packed, HandMadeRestore.own(work.resolve("two")), 2);
        }
    }

    private static void tar(PackedTree packed, Path target) {
        var times = TarTools.run(
                        "bash",
                        "-c",
                        "{ " + TAR + "} 2>&1",
                        "bash",
                        target.toString(),
                        packed.uploads().toString())
                .trim()
                .split(" ");
        print(
                "tar",
                Double.parseDouble(times[0]) * 1e3,
                (Double.parseDouble(times[1]) + Double.parseDouble(times[2])) * 1e3);
        remove(target);
    }

    private static void build(PackedTree packed, Path target, int threads) throws Exception {
        var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = process.getProcessCpuTime();
        long start = System.nanoTime();
        try (var root = Directory.open(target)) {
            packed.restore(root, false, null, new BuildLog(), threads);
        }
        double wall = (System.nanoTime() - start) / 1e6;
        print(threads + " thread(s)", wall, (process.getProcessCpuTime() - cpu) / 1e6);
        remove(target);
    }

    private static void remove(Path tree) {
        TarTools.run("rm", "-rf", tree.toString());
        if (Files.exists(tree)) {
            throw new IllegalStateException(tree + " is still there");
        }
    }

    private static void print(String way, double wall, double cpu) {
        System.out.printf(Locale.ROOT, "%-12s %6.0f ms  %6.0f ms CPU%n", way, wall, cpu);
    }
}
