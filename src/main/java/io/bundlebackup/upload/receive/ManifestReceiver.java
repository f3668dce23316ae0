package io.bundlebackup.upload.receive;

import io.bundlebackup.archive.tree.Workers;
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
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes manifests into files, whole or not at all, in constant memory, and has them looked at. Thread-safe. */
public final class ManifestReceiver {
    private static final Logger log = LoggerFactory.getLogger(ManifestReceiver.class);

    private static final int AT_ONCE = 1 << 16;

    private final UploadTools tools;
    private final UploadFiles files;
    private final BodyWriter intake;
    private final Workers workers;
    private final long mostBytes;

    public ManifestReceiver(UploadTools tools, long mostBytes) {
        this.tools = tools;
        this.files = tools.files();
        this.intake = tools.intake();
        this.workers = tools.workers();
        this.mostBytes = mostBytes;
    }

    /**
     * What has arrived, and is on disk for good.
     *
     * @param file its name; no row has it yet
     * @param sha256 of its bytes
     */
    public record Received(String file, String sha256) {}

    /** What is done with a manifest. */
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does something with a manifest whose file goes with its bundle: if that happens meanwhile, the refusal says so.
     *
     * @param allowed throws if no manifest of the bundle may come any more
     */
    public static <T> T whileAllowed(Runnable allowed, Work<T> work) throws IOException {
        allowed.run();
        try {
            return work.run();
        } catch (ProblemException e) {
            if (e.type() == ProblemType.IO_ERROR) {
                allowed.run();
            }
            throw e;
        }
    }

    /**
     * Takes a manifest into a new file.
     *
     * @param uri what the file is named after
     * @param allowed throws if no manifest of the bundle may come any more; asked again and again
     * @param arriving what is done before the first byte
     * @throws ProblemException {@code too-large}; {@code digest-mismatch}; {@code no-space}
     * @throws BodyBrokenException if the body broke off; nothing of it is kept
     */
    public Received receive(BundleId bundle, String uri, UploadChunk chunk, Runnable allowed, Runnable arriving)
            throws BodyBrokenException {
        try {
            files.requireSpace(0);
            tools.requireShare(bundle);
            if (chunk.length() > mostBytes) {
                throw tooLarge();
            }
            var created = files.create(bundle, uri);
            try (var channel = created.channel()) {
                arriving.run();
                return new Received(created.name(), write(chunk, channel, allowed));
            } catch (IOException | RuntimeException e) {
                delete(bundle, created.name());
                throw e;
            }
        } catch (BodyBrokenException e) {
            throw e;
        } catch (IOException e) {
            throw files.refusal(e);
        }
    }

    private String write(UploadChunk chunk, FileChannel channel, Runnable allowed) throws IOException {
        var body = new DigestingBody(chunk);
        var lease = new WriteLease();
        lease.writeTo(channel, 0);
        if (!intake.write(body, mostBytes, lease, allowed)) {
            throw tooLarge();
        }
        if (body.isBroken()) {
            throw new BodyBrokenException(0, body.cause());
        }
        if (!chunk.content().match(body.digest()) || !chunk.whole().match(body.digest())) {
            throw new ProblemException(
                    ProblemType.DIGEST_MISMATCH, "The manifest that arrived does not have the digest that was sent.");
        }
        channel.force(false);
        return body.digest().hex();
    }

    private ProblemException tooLarge() {
        return new ProblemException(ProblemType.TOO_LARGE, "A manifest may have at most " + mostBytes + " bytes.")
                .with("limit", mostBytes);
    }

    /**
     * Has a manifest looked at: not on a request's own thread, which would keep its carrier from other requests for as long as that takes.
     *
     * @throws ProblemException {@code invalid-manifest} with {@code line}; {@code io-error}; what the look itself throws
     */
    public <T> T onWorker(Callable<T> look) {
        try {
            return workers.call(look);
        } catch (InvalidManifestException e) {
            throw new ProblemException(ProblemType.INVALID_MANIFEST, String.valueOf(e.getMessage()), e)
                    .with("line", e.line());
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The manifest cannot be read.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.", e);
        }
    }

    /** Opens a manifest that has arrived. */
    public InputStream read(BundleId bundle, String file, Runnable allowed) throws IOException {
        var in = new FilterInputStream(files.read(bundle, file)) {
            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                allowed.run();
                return super.read(target, from, count);
            }
        };
        return new BufferedInputStream(in, AT_ONCE);
    }

    public void delete(BundleId bundle, String file) {
        try {
            files.delete(bundle, file);
        } catch (IOException e) {
            log.warn("A file of an upload could not be removed; the next start of the service removes it.", e);
        }
    }
}
