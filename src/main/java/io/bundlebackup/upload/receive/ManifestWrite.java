package io.bundlebackup.upload.receive;

import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.store.UploadFiles;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that writes a manifest: as a whole or not at all, in constant memory. Files that it creates are deleted at the end, unless
 * one of them is kept. Not thread-safe.
 */
public final class ManifestWrite implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ManifestWrite.class);
    private static final int AT_ONCE = 1 << 16;

    private final UploadTools tools;
    private final BundleId bundle;
    private final String name;
    private final Runnable allowed;
    private final Consumer<String> forget;
    private final List<String> unkept = new ArrayList<>();

    private ManifestWrite(UploadTools tools, BundleId bundle, String name, Runnable allowed, Consumer<String> forget) {
        this.tools = tools;
        this.bundle = bundle;
        this.name = name;
        this.allowed = allowed;
        this.forget = forget;
    }

    /**
     * What has arrived; its bytes are durable.
     *
     * @param file its name, which no row has and which is not durable yet
     * @param sha256 of its bytes
     */
    public record Received(String file, String sha256) {}

    /** What is done with a manifest. */
    public interface Work {
        void run(ManifestWrite write) throws IOException;
    }

    /**
     * Does something with a manifest.
     *
     * @param name what files are named after
     * @param allowed throws if no manifest of the bundle may be written any more; asked repeatedly
     * @param forget removes what rows say about a file that is deleted
     */
    public static void run(
            UploadTools tools, BundleId bundle, String name, Runnable allowed, Consumer<String> forget, Work work)
            throws IOException {
        allowed.run();
        try (var write = new ManifestWrite(tools, bundle, name, allowed, forget)) {
            work.run(write);
        } catch (ProblemException e) {
            if (e.type() == ProblemType.IO_ERROR) {
                // The bundle may have ended meanwhile, and its files with it.
                allowed.run();
            }
            throw e;
        }
    }

    /**
     * Receives the manifest in a new file.
     *
     * @param arriving what is done before the first byte
     * @throws ProblemException {@code too-large}; {@code digest-mismatch}; {@code no-space}
     * @throws BodyBrokenException if the body broke off
     */
    public Received receive(UploadChunk chunk, long mostBytes, Runnable arriving) throws BodyBrokenException {
        try {
            tools.files().requireSpace(0);
            tools.requireShare(bundle);
            if (chunk.length() > mostBytes) {
                throw tooLarge(mostBytes);
            }
            var created = create();
            try (var channel = created.channel()) {
                arriving.run();
                return new Received(created.name(), receive(chunk, mostBytes, channel));
            }
        } catch (BodyBrokenException e) {
            throw e;
        } catch (IOException e) {
            throw tools.files().refusal(e);
        }
    }

    private String receive(UploadChunk chunk, long mostBytes, FileChannel channel) throws IOException {
        var body = new DigestingBody(chunk, true);
        var lease = new WriteLease();
        lease.writeTo(channel, 0);
        if (!body.writeTo(lease, mostBytes, tools, allowed::run, _ -> {})) {
            throw tooLarge(mostBytes);
        }
        if (body.isBroken()) {
            throw new BodyBrokenException(0, body.cause());
        }
        if (!chunk.content().match(body.digest()) || !chunk.whole().match(body.digest())) {
            throw new ProblemException(
                    ProblemType.DIGEST_MISMATCH, "The manifest that arrived does not have the digest that was sent.");
        }
        tools.files().flush(bundle, channel);
        return Objects.requireNonNull(body.digest().hex());
    }

    private static ProblemException tooLarge(long mostBytes) {
        return new ProblemException(ProblemType.TOO_LARGE, "A manifest may have at most " + mostBytes + " bytes.")
                .with("limit", mostBytes);
    }

    /** A new file for another form of the manifest. */
    public UploadFiles.Created create() throws IOException {
        // The lock keeps the directory of a bundle that ends from being made anew.
        try (var _ = tools.locks().lock(bundle, name)) {
            allowed.run();
            var created = tools.files().create(bundle, name);
            unkept.add(created.name());
            return created;
        }
    }

    /**
     * Reads the manifest on another thread.
     *
     * @throws ProblemException {@code invalid-manifest} with {@code line}; {@code io-error}; what the reading throws
     */
    public <T> T onWorker(Callable<T> reading) {
        try {
            return tools.onWorker(reading);
        } catch (InvalidManifestException e) {
            throw new ProblemException(ProblemType.INVALID_MANIFEST, String.valueOf(e.getMessage()), e)
                    .with("line", e.line());
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The manifest cannot be read.", e);
        }
    }

    /** Opens a file of this request. */
    public InputStream read(String file) throws IOException {
        var in = new FilterInputStream(tools.files().read(bundle, file)) {
            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                allowed.run();
                return super.read(target, from, count);
            }
        };
        return new BufferedInputStream(in, AT_ONCE);
    }

    /**
     * Keeps a file, whose content the caller has flushed.
     *
     * @param put lets a row name the file, and returns the file that the row named before
     */
    public void keep(String file, Supplier<Optional<String>> put) {
        try {
            tools.files().flushNames(bundle);
        } catch (IOException e) {
            throw tools.files().refusal(e);
        }
        try (var _ = tools.locks().lock(bundle, name)) {
            allowed.run();
            var before = put.get();
            unkept.remove(file);
            before.ifPresent(unkept::add);
        }
    }

    @Override
    public void close() {
        for (var file : unkept) {
            forget.accept(file);
            try {
                tools.files().delete(bundle, file);
            } catch (IOException e) {
                log.warn("A file of an upload could not be removed; the next start of the service removes it.", e);
            }
        }
    }
}
