package io.bundlebackup.backup;

import io.bundlebackup.archive.pack.BigFile;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.capacity.Buffers;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.DeliveredFiles;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.upload.chain.PreviousManifests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client does with delivered files: reads them, reads their manifests, closes them. Staged files never change; a big file is
 * compared with what was announced before its first byte is read and before it is closed. Thread-safe.
 */
public final class Downloads {
    private static final long SLOWEST_BYTES_A_SECOND = 16 << 10;

    private final Sessions sessions;
    private final DeliveredFiles files;
    private final Bundles bundles;
    private final Staging staging;
    private final Buffers buffers;
    private final AnnouncedContent announced;
    private final PreviousManifests baselines;

    Downloads(
            Sessions sessions,
            DeliveredFiles files,
            Bundles bundles,
            Staging staging,
            Buffers buffers,
            AnnouncedContent announced,
            PreviousManifests baselines) {
        this.sessions = sessions;
        this.files = files;
        this.bundles = bundles;
        this.staging = staging;
        this.buffers = buffers;
        this.announced = announced;
        this.baselines = baselines;
    }

    /** Names a file: whose session, which bundle, which uri, and which bytes ({@code null}: the newest, or the only ones). */
    public record Wanted(
            String caller,
            BundleId bundle,
            String uri,
            @Nullable String sha256) {}

    /**
     * Opens a file's content; the caller closes it.
     *
     * @throws ProblemException as {@link DeliveredFiles#open}; {@code file-changed} if a big file is no longer what was announced
     */
    public Content open(Wanted wanted) {
        var entry = find(wanted);
        try {
            return isInPlace(wanted, entry) ? openInPlace(wanted, entry) : openStaged(wanted, entry);
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The file cannot be read.", e);
        }
    }

    /** Counts bytes that another thread sends without reporting when they have arrived: the session counts as in use meanwhile. */
    public void onItsWay(Wanted wanted, long bytes) {
        sessions.useFor(wanted.bundle().sessionId(), Duration.ofSeconds(1 + bytes / SLOWEST_BYTES_A_SECOND));
    }

    private FileEntry find(Wanted wanted) {
        return files.open(wanted.caller(), wanted.bundle(), wanted.uri(), wanted.sha256());
    }

    /** A big file, unless it was copied because its application was held. */
    private boolean isInPlace(Wanted wanted, FileEntry entry) {
        return entry.file().kind() == FileKind.FILE && !isStaged(wanted);
    }

    private boolean isStaged(Wanted wanted) {
        return Files.exists(staging.at(wanted.bundle()).file(wanted.uri()));
    }

    private Content openStaged(Wanted wanted, FileEntry entry) throws IOException {
        var path = staging.at(wanted.bundle()).file(wanted.uri());
        try (var files = Directory.open(Objects.requireNonNull(path.getParent()))) {
            return content(entry, files.openFile(wanted.uri().getBytes(StandardCharsets.US_ASCII)));
        } catch (PosixException e) {
            if (e.isMissing()) {
                // Closed between the look at its row and now.
                throw new ProblemException(
                        ProblemType.FILE_CLOSED, "The file is closed; the service has deleted its copy.", e);
            }
            throw e;
        }
    }

    private Content content(FileEntry entry, OpenFile file) throws IOException {
        try {
            return new Content(entry, file, buffers);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** A file that cannot be opened is as little what was announced as one that has changed: its work looks again, or gives it up. */
    private Content openInPlace(Wanted wanted, FileEntry entry) throws IOException {
        var big = BigFile.parse(String.valueOf(entry.file().origin()));
        try (var root = root(wanted.bundle().name())) {
            var content = content(entry, root.openFile(big.entry().path().bytes()));
            boolean still = false;
            try {
                still = announced.isStill(wanted.bundle(), big, root, content.file());
            } finally {
                if (!still) {
                    content.close();
                }
            }
            if (still) {
                return content;
            }
        } catch (PosixException e) {
            FailedEntries.requireResources(e);
        }
        files.goStale(wanted.caller(), wanted.bundle(), entry);
        throw DeliveredFiles.changed();
    }

    private Directory root(String bundle) throws IOException {
        return Directory.openResolved(bundles.directory(bundle)
                .orElseThrow(() -> new ProblemException(ProblemType.IO_ERROR, "The bundle is no longer there.")));
    }

    /**
     * A file's manifest.
     *
     * @param text closed by the caller
     * @param size in bytes
     */
    public record Manifest(InputStream text, long size) {}

    public Manifest manifest(Wanted wanted) {
        var entry = find(wanted);
        if (entry.file().kind() == FileKind.FILE) {
            var big = BigFile.parse(String.valueOf(entry.file().origin()));
            if (!big.hasHardLinks()) {
                var text = big.manifest();
                return new Manifest(new ByteArrayInputStream(text), text.length);
            }
        }
        try {
            var path = staging.at(wanted.bundle()).manifest(wanted.uri());
            return new Manifest(Files.newInputStream(path), Files.size(path));
        } catch (NoSuchFileException e) {
            throw new ProblemException(ProblemType.FILE_CLOSED, "The file is closed, and its manifest with it.", e);
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The manifest cannot be read.", e);
        }
    }

    /**
     * The manifest that a backup starts from, which its full manifest is similar to.
     *
     * @return empty if there is none, or one that has another digest or more bytes
     */
    public Optional<byte[]> baseline(Wanted wanted, byte[] sha256, int mostBytes) throws IOException {
        var baseline = baselines.find(wanted.bundle());
        if (baseline.isEmpty()) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(baseline.get().file())) {
            var content = in.readNBytes(mostBytes + 1);
            return content.length <= mostBytes
                            && MessageDigest.isEqual(Digests.sha256().digest(content), sha256)
                    ? Optional.of(content)
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            // Its bundle has ended meanwhile.
            return Optional.empty();
        }
    }

    /**
     * The client has its copy: the service drops its own. Repeatable.
     *
     * @throws ProblemException as {@link DeliveredFiles#close}; {@code file-changed} if a big file is no longer what was announced
     */
    public void close(Wanted wanted) {
        files.findUnclosed(wanted.caller(), wanted.bundle(), wanted.uri(), wanted.sha256())
                .filter(entry -> isInPlace(wanted, entry))
                .ifPresent(entry -> requireUnchanged(wanted, entry));
        files.close(wanted.caller(), wanted.bundle(), wanted.uri(), wanted.sha256());
        try {
            staging.drop(wanted.bundle(), wanted.uri());
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.IO_ERROR, "The file is closed, but its copy could not be removed.", e);
        }
    }

    private void requireUnchanged(Wanted wanted, FileEntry entry) {
        boolean still;
        try (var root = root(wanted.bundle().name())) {
            var big = BigFile.parse(String.valueOf(entry.file().origin()));
            still = announced.isStill(wanted.bundle(), big, root);
        } catch (PosixException e) {
            if (e.isExhausted()) {
                throw new ProblemException(ProblemType.IO_ERROR, "The file cannot be read.", e);
            }
            still = false;
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The file cannot be read.", e);
        }
        if (!still) {
            files.goStale(wanted.caller(), wanted.bundle(), entry);
            throw DeliveredFiles.changed();
        }
    }
}
