package io.bundlebackup.upload.receive;

import io.bundlebackup.upload.store.UploadName;
import io.bundlebackup.upload.store.UploadRow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that a request writes, and the row that names the file of the upload. When this is closed, exactly one file of the upload is
 * left: the one that the row names. Not thread-safe.
 */
final class UploadTarget implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UploadTarget.class);

    /** How the bytes of a request change the upload. */
    enum Kind {
        /** They begin an upload that is not complete, or begin it again: in a new file, which the row names soon. */
        BEGIN,
        /** They replace a complete upload: in a new file, which the row names when they have all arrived. */
        REPLACE,
        /** They continue the file of the upload. */
        CONTINUE,
        /** There are none, behind a complete upload. Its file may be part of a new tree by now and is not opened. */
        REPEAT;

        private static Kind of(@Nullable UploadRow before, UploadChunk chunk) {
            var whole = chunk.from() == null;
            if (before != null && before.complete()) {
                return whole ? REPLACE : REPEAT;
            }
            return whole || before == null || before.file() == null ? BEGIN : CONTINUE;
        }

        private boolean needsNewFile() {
            return this == BEGIN || this == REPLACE;
        }
    }

    private final UploadName name;
    private final UploadTools tools;
    private final @Nullable UploadRow before;
    private final @Nullable Long size;
    private final Kind kind;
    private final String file;
    private final @Nullable FileChannel channel;
    /** Whether the row has learnt of this request: it names the new file, and has the size of the upload. */
    private boolean named;

    /** Opens the file, and leaves the row as it is. The caller holds the lock of the upload. */
    UploadTarget(UploadName name, UploadChunk chunk, UploadTools tools, UploadAdmission admission) throws IOException {
        this.name = name;
        this.tools = tools;
        this.before = admission.before();
        this.size = admission.size();
        this.kind = Kind.of(before, chunk);
        if (kind.needsNewFile()) {
            var created = tools.files().create(name.bundle(), name.uri());
            this.file = created.name();
            this.channel = created.channel();
        } else {
            this.file = Objects.requireNonNull(previousFile());
            this.channel = kind == Kind.CONTINUE ? tools.files().write(name.bundle(), file) : null;
        }
    }

    Kind kind() {
        return kind;
    }

    String file() {
        return file;
    }

    /** Null if nothing is to be written. */
    @Nullable
    FileChannel channel() {
        return channel;
    }

    private @Nullable String previousFile() {
        return before == null ? null : before.file();
    }

    /** Whether the row has to change before the upload is complete: to name a new file, or to have the size of the upload. */
    boolean lacksName() {
        boolean learnsSize = size != null && before != null && !size.equals(before.size());
        return !named && (kind == Kind.BEGIN || kind == Kind.CONTINUE && learnsSize);
    }

    /** Changes the row so that what has arrived is the upload from now on. The caller holds the lock of the upload. */
    void name() {
        tools.rows().put(name.bundle(), name.uri(), file, size, false, null);
        named = true;
    }

    /** The upload is complete. The caller holds the lock of the upload. */
    void complete(long length, @Nullable String sha256) {
        tools.rows().put(name.bundle(), name.uri(), file, length, true, sha256);
        named = true;
    }

    /** Puts the row back as it was before the request. The caller holds the lock of the upload. */
    void undo() {
        if (named) {
            if (before == null) {
                tools.rows().takeBack(name.bundle(), name.uri());
            } else {
                tools.rows().put(name.bundle(), name.uri(), before.file(), before.size(), false, null);
            }
            named = false;
        }
    }

    /** Closes the file, and deletes the one of two files that the row does not name. */
    @Override
    public void close() {
        try (channel) {
            var unnamed = named ? previousFile() : file;
            if (unnamed != null && kind.needsNewFile()) {
                tools.files().delete(name.bundle(), unnamed);
            }
        } catch (IOException e) {
            log.warn("A file of an upload could not be removed; the next start of the service removes it.", e);
        }
    }
}
