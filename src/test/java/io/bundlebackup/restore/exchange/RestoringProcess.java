package io.bundlebackup.restore.exchange;

import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.unpack.BuildLog;
import io.bundlebackup.archive.unpack.TreeBuilder;
import io.bundlebackup.bundle.RestoreMethod;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Puts two trees in each other's place, again and again, as a restore does, and undoes some of that, until it is killed. What the service
 * has in its database, the session whose turn it is and whether it has passed the point of no return, stands in a file here. No web
 * server, no session.
 */
final class RestoringProcess {
    static final String BEGUN = "begun";
    private static final String BUNDLE = "com.example.killed";
    private static final TarLimits LIMITS = new TarLimits(100_000, Long.MAX_VALUE);

    private final Path home;
    private final DataLocation location;
    private final Random random;

    /**
     * @param home has {@code data}, and backups {@code a} and {@code b}: a {@code manifest}, and {@code uploads} that are all tars
     */
    RestoringProcess(Path home, RestoreMethod.Kind method, long seed) {
        this.home = home;
        this.location = new DataLocation(home.resolve("data"), BUNDLE, method, method == RestoreMethod.Kind.CHILDREN);
        this.random = new Random(seed);
    }

    public static void main(String[] arguments) throws Exception {
        var process = new RestoringProcess(
                Path.of(arguments[0]), RestoreMethod.Kind.valueOf(arguments[1]), Long.parseLong(arguments[2]));
        process.recover();
        System.out.println(BEGUN);
        // The test that would kill this process may be killed itself.
        var parent = ProcessHandle.current().parent().orElseThrow();
        while (parent.isAlive()) {
            process.goOn(process.random.nextInt(12));
        }
    }

    DataLocation location() {
        return location;
    }

    private Exchange exchange() {
        return new LocationExchange(location);
    }

    /** Which restore is under way: its session, the backup, and whether there is a way back. */
    private record Turn(String session, String backup, boolean placed) {}

    /** As the service: first the exchanges that were under way, then the restore. */
    void recover() throws Exception {
        try (var work = WorkDirectory.open(location)) {
            var names = work.names(WorkDirectory.PREVIOUS);
            names.addAll(work.names(WorkDirectory.NEW));
            for (var name : names) {
                try (var state = work.state(name).orElseThrow()) {
                    StateMetadata.settle(state, exchange().tookPlace(state));
                }
            }
            var turn = turn();
            if (turn != null && turn.placed && placement(work, turn).tookPlace()) {
                end(work, turn);
            }
        }
    }

    private Cutover placement(WorkDirectory work, Turn turn) {
        return new Cutover(
                work,
                exchange(),
                turn.session,
                (state, session) -> AtomicFile.write(state, "facts", "1 " + session + " 1"));
    }

    /** One restore to its end, the one that is under way if there is one, and so many exchanges back and forth. */
    void goOn(int exchanges) throws Exception {
        var turn = turn();
        if (turn == null) {
            turn = new Turn(String.format("%016x%016x", random.nextLong(), random.nextLong()), next(), false);
            record(turn);
        }
        try (var work = WorkDirectory.open(location)) {
            restore(work, turn);
            end(work, turn);
            for (int i = 0; i < exchanges; i++) {
                try (var state =
                        work.state(WorkDirectory.PREVIOUS + turn.session).orElseThrow()) {
                    exchange().prepare(state);
                    exchange().exchange(state);
                }
            }
        }
    }

    private void restore(WorkDirectory work, Turn turn) throws Exception {
        var cutover = placement(work, turn);
        cutover.settleAll();
        work.sweep();
        try (var state = work.create(turn.session);
                var tree = state.openDirectory(DataLocation.bytes(DataLocation.TREE));
                var uploads = Directory.open(backup(turn).resolve("uploads"))) {
            var manifest = ManifestIndex.build(
                    backup(turn).resolve("manifest"), backup(turn).resolve("links"));
            var builder = new TreeBuilder(tree, manifest, LIMITS, new BuildLog());
            for (byte[] part : uploads.list()) {
                try (var tar = uploads.openFile(part)) {
                    builder.unpackPart(new String(part, StandardCharsets.UTF_8), tar, null);
                }
            }
            builder.finish(null);
            tree.syncFileSystem();
            cutover.commit(state, () -> record(new Turn(turn.session, turn.backup, true)));
        }
    }

    /** The end is recorded, then what is more than is to be kept goes. */
    private void end(WorkDirectory work, Turn turn) throws IOException, InterruptedException {
        Files.writeString(home.resolve("last"), turn.backup);
        Files.delete(home.resolve("turn"));
        for (var name : List.copyOf(work.names(WorkDirectory.PREVIOUS))) {
            if (!name.equals(WorkDirectory.PREVIOUS + turn.session)) {
                work.putAside(name);
            }
        }
        work.sweep();
    }

    private Path backup(Turn turn) {
        return home.resolve(turn.backup);
    }

    private String next() throws IOException {
        var last = home.resolve("last");
        return Files.exists(last) && Files.readString(last).equals("a") ? "b" : "a";
    }

    private @Nullable Turn turn() throws IOException {
        var file = home.resolve("turn");
        if (!Files.exists(file)) {
            return null;
        }
        var words = Files.readString(file).split(" ");
        return new Turn(words[0], words[1], Objects.equals(words[2], "placed"));
    }

    private void record(Turn turn) {
        try {
            var file = Files.writeString(
                    home.resolve("turn.new"), turn.session + " " + turn.backup + (turn.placed ? " placed" : " begun"));
            Files.move(file, home.resolve("turn"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
