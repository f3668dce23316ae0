package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.pack.BigFile;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.ApplicationResult;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.ClientWords;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.session.state.FileState;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.WorkTimer;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.NotTaken;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A session and a client in one: saves each file when it is announced and closes it, as the service's own rules have it. */
final class ImmediateClient implements BundleTask {
    private final Bundle bundle;
    private final Staging staging;
    private final Path folder;
    private final Map<String, FileEntry> files = new LinkedHashMap<>();
    private final Map<String, Action> before = new LinkedHashMap<>();
    private Action afterWalk = () -> {};
    private Action afterScan = () -> {};
    final List<String> failures = new ArrayList<>();
    final List<String> remarks = new ArrayList<>();
    final List<String> announced = new ArrayList<>();
    FileCounts.Tally total = new FileCounts.Tally(-1, -1);

    /** The service is killed. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private int steps;
    private int killedAt = -1;
    private Phase phase = Phase.PACKING;

    /** What happens at some moment. */
    interface Action {
        void run() throws IOException;
    }

    ImmediateClient(Bundle bundle, Staging staging, Path folder) {
        this.bundle = bundle;
        this.staging = staging;
        this.folder = folder;
    }

    /** Lets something happen after the file was announced, before it is fetched; each time that it is. */
    ImmediateClient beforeFetching(String uri, Action action) {
        before.put(uri, action);
        return this;
    }

    /** Kills the service when the work takes its n-th step in the session, before or after the step is recorded. */
    ImmediateClient killedAt(int step) {
        steps = 0;
        killedAt = step;
        return this;
    }

    /** The service has started again. */
    void restarted() {
        killedAt = -1;
        phase = Phase.WAITING_FOR_CLIENT;
    }

    private void step() {
        if (steps++ == killedAt) {
            throw new Killed();
        }
    }

    @Override
    public BundleId id() {
        return new BundleId("session", bundle.name());
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public ClientWords clientWords() {
        return ClientWords.NONE;
    }

    @Override
    public BundleSnapshot snapshot() {
        var ready = closed();
        boolean index = files.values().stream().anyMatch(entry -> entry.file().kind() == FileKind.INDEX);
        return new BundleSnapshot(
                bundle.name(),
                new BundleSnapshot.Appended(1, 0, null, null, Instant.EPOCH),
                new BundleSnapshot.Standing(BundleState.RUNNING, phase, null, null, null, null, Instant.EPOCH, null),
                new BundleSnapshot.Steering(0, WorkTimer.byDefault(0), 60),
                new FileCounts(total, ready, ready, failures.size(), 0, 0, index, false),
                null);
    }

    /** What the closed files carry. */
    FileCounts.Tally closed() {
        long names = 0;
        long bytes = 0;
        for (var entry : files.values()) {
            if (entry.state() == FileState.CLOSED) {
                names += entry.file().files();
                bytes += entry.file().bytes();
            }
        }
        return new FileCounts.Tally(names, bytes);
    }

    /** Lets something happen after an increment's walk, before anything is looked at. */
    ImmediateClient afterWalk(Action action) {
        afterWalk = action;
        return this;
    }

    /** Lets something happen after the scan, before anything is read. */
    ImmediateClient afterScan(Action action) {
        afterScan = action;
        return this;
    }

    @Override
    public void enter(Phase next) {
        step();
        phase = next;
        if (next == Phase.PACKING) {
            try {
                afterScan.run();
                afterScan = () -> {};
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void showProgress() {}

    @Override
    public void recordSize(long bytes) {
        try {
            afterWalk.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void recordTotals(long found, long bytes) {
        step();
        total = new FileCounts.Tally(found, bytes);
        step();
    }

    @Override
    public void announce(DeliveredFile file, List<NotTaken> notTaken) {
        step();
        notTaken.forEach(each -> failures.add(each.path() + ": " + each.reason()));
        take(file, 1);
        step();
    }

    @Override
    public boolean tryAnnounce(DeliveredFile file) {
        announce(file, List.of());
        return true;
    }

    @Override
    public void emitProgress(List<Map<String, Object>> progressInfo) {}

    @Override
    public void addResult(List<Map<String, Object>> resultInfo) {}

    @Override
    public void extensionFailed(Failure why) {
        failures.add(why.message());
    }

    @Override
    public void reannounce(DeliveredFile file) {
        step();
        take(file, Objects.requireNonNull(files.get(file.uri())).announcements() + 1);
        step();
    }

    private void take(DeliveredFile file, int announcements) {
        announced.add(file.uri());
        try {
            before.getOrDefault(file.uri(), () -> {}).run();
            var saved = save(file);
            if (saved) {
                staging.drop(id(), file.uri());
            }
            if (saved) {
                assertThat(sha256(file.uri())).isEqualTo(file.sha256());
                assertThat(sha256(file.uri() + ".manifest")).isEqualTo(file.manifestSha256());
            }
            put(file, saved ? FileState.CLOSED : FileState.STALE, announcements);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String sha256(String name) throws IOException {
        var digest = Digests.sha256();
        try (var in = new DigestInputStream(Files.newInputStream(folder.resolve(name)), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void put(DeliveredFile file, FileState state, int announcements) {
        files.put(file.uri(), new FileEntry(bundle.name(), file, state, files.size(), announcements));
    }

    private boolean save(DeliveredFile file) throws IOException {
        var staged = staging.at(id());
        var manifest = folder.resolve(file.uri() + ".manifest");
        Files.deleteIfExists(manifest);
        if (file.kind() != FileKind.FILE) {
            Files.copy(staged.file(file.uri()), folder.resolve(file.uri()));
            Files.copy(staged.manifest(file.uri()), manifest);
            return true;
        }
        var big = BigFile.parse(String.valueOf(file.origin()));
        if (big.hasHardLinks()) {
            Files.copy(staged.manifest(file.uri()), manifest);
        } else {
            Files.write(manifest, big.manifest());
        }
        if (Files.exists(staged.file(file.uri()))) {
            Files.copy(staged.file(file.uri()), folder.resolve(file.uri()));
            return true;
        }
        return copy(big, folder.resolve(file.uri()));
    }

    private boolean copy(BigFile big, Path to) throws IOException {
        Files.deleteIfExists(to);
        try (var root = Directory.open(bundle.directory());
                var file = root.openFile(big.entry().path().bytes());
                var out = Files.newByteChannel(
                        to, java.nio.file.StandardOpenOption.CREATE_NEW, java.nio.file.StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.allocateDirect(1 << 20);
            while (file.read(buffer.clear()) > 0) {
                out.write(buffer.flip());
            }
            return big.isStill(file.stat());
        } catch (PosixException e) {
            return false;
        }
    }

    @Override
    public void giveUp(DeliveredFile file, Failure why) {
        put(file, FileState.GIVEN_UP, 0);
    }

    @Override
    public void fileFailed(String path, ErrorCode code, String message) {
        step();
        failures.add(path + ": " + message);
        step();
    }

    @Override
    public List<String> failedPaths(int limit) {
        return failures.stream()
                .filter(each -> each.contains(": "))
                .map(each -> each.substring(0, each.indexOf(": ")))
                .limit(limit)
                .toList();
    }

    @Override
    public void remark(String path, ErrorCode code, String message) {
        remarks.add(path + ": " + message);
    }

    @Override
    public void emitReport() {
        step();
    }

    @Override
    public Optional<FileEntry> deliveredFile(String uri) {
        @Nullable FileEntry found = files.get(uri);
        return Optional.ofNullable(found);
    }

    @Override
    public boolean hasFailed(String path) {
        return failedPaths(Integer.MAX_VALUE).contains(path);
    }

    @Override
    public void forgetFailures() {
        failures.clear();
        remarks.clear();
    }

    @Override
    public ApplicationResult applicationResult() {
        return ApplicationResult.NONE;
    }

    @Override
    public void goOnFrom(ApplicationResult earlier) {}

    @Override
    public List<FileEntry> openFiles(long after, int limit) {
        return List.of();
    }

    @Override
    public void markStale(DeliveredFile file) {
        throw new UnsupportedOperationException("no file is damaged");
    }

    @Override
    public List<FileEntry> staleFiles() {
        return files.values().stream()
                .filter(file -> file.state() == FileState.STALE)
                .toList();
    }

    @Override
    public void awaitClient() {
        step();
    }
}
