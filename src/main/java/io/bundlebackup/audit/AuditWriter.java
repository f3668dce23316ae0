package io.bundlebackup.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.posix.Flushing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Appends lines to an audit log, and begins new files. After an {@code IOException} the log ends with the last line that was written before,
 * and the call may be repeated. One thread writes; any thread may call {@link #openAll}.
 */
final class AuditWriter implements AutoCloseable {
    private static final Set<StandardOpenOption> WRITE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * What was wrong with the end of the log when it was opened.
     *
     * @param tornBytes bytes of a line that a killed service had not written to its end; they were removed
     * @param missing lines that had been written and are not there any more
     */
    record Mended(long tornBytes, long missing) {}

    private final Path directory;
    private final AuditSettings settings;
    private final FileChannel head;
    private final Mended mended;
    private FileChannel current;
    private AuditLine last;
    private long length;
    private long firstSeq;
    private List<Path> surplus;

    private AuditWriter(Path directory, AuditSettings settings) throws IOException {
        this.directory = directory;
        this.settings = settings;
        last = AuditFiles.last(directory);
        var noted = AuditFiles.head(directory);
        current = open(AuditFiles.CURRENT);
        length = AuditFiles.wholeLength(current);
        mended = new Mended(current.size() - length, Math.max(0, noted.seq() - last.seq()));
        if (noted.seq() > last.seq()) {
            last = noted;
        }
        current.truncate(length);
        firstSeq = AuditFiles.firstSeq(current).orElse(length == 0 ? last.seq() + 1 : last.seq());
        surplus = surplus();
        head = open(AuditFiles.HEAD);
        noteHead();
    }

    /** Opens the log in this directory, and makes the directory if it is not there. */
    static AuditWriter open(Path directory, AuditSettings settings) throws IOException {
        Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
        return new AuditWriter(directory, settings);
    }

    private FileChannel open(String name) throws IOException {
        return FileChannel.open(directory.resolve(name), WRITE, OWNER_ONLY_FILE);
    }

    Mended mended() {
        return mended;
    }

    /** Writes all of these entries and flushes them, or none. */
    void write(List<AuditEntry> entries) throws IOException {
        if (length >= settings.maxSize().toBytes()) {
            beginFile();
        }
        var lastBefore = last;
        var lengthBefore = length;
        try {
            if (!surplus.isEmpty()) {
                // Written before the files are deleted, so that the log says why they are not there.
                append(AuditEntry.of(Instant.now(), "auditFilesRemoved").with("firstKept", firstKept()));
            }
            for (var entry : entries) {
                append(entry);
            }
            current.force(false);
        } catch (IOException e) {
            last = lastBefore;
            length = lengthBefore;
            current.truncate(length);
            throw e;
        }
        noteHead();
        for (var file : surplus) {
            Files.deleteIfExists(file);
        }
        surplus = List.of();
    }

    private void append(AuditEntry entry) throws IOException {
        var line = last.next(entry);
        length = writeAt(current, ByteBuffer.wrap(line.bytes()), length);
        last = line;
    }

    private void noteHead() throws IOException {
        writeAt(head, AuditFiles.headContent(last), 0);
    }

    private static long writeAt(FileChannel file, ByteBuffer content, long position) throws IOException {
        var at = position;
        while (content.hasRemaining()) {
            at += file.write(content, at);
        }
        return at;
    }

    @GuardedBy("this")
    private void rename() throws IOException {
        var file = directory.resolve(AuditFiles.CURRENT);
        if (Files.exists(file)) {
            Files.move(file, AuditFiles.older(directory, firstSeq));
        }
    }

    private synchronized void beginFile() throws IOException {
        rename();
        var next = open(AuditFiles.CURRENT);
        current.close();
        current = next;
        length = 0;
        firstSeq = last.seq() + 1;
        surplus = surplus();
        Flushing.directory(directory);
    }

    /** The files that are to be deleted, oldest first. */
    private List<Path> surplus() throws IOException {
        var files = AuditFiles.list(directory);
        return List.copyOf(files.subList(0, Math.max(0, files.size() - settings.files())));
    }

    private long firstKept() throws IOException {
        try (var kept = FileChannel.open(AuditFiles.list(directory).get(surplus.size()), StandardOpenOption.READ)) {
            return AuditFiles.firstSeq(kept).orElse(firstSeq);
        }
    }

    /** All files with lines, newest first, for reading; the caller closes them. */
    synchronized List<FileChannel> openAll() throws IOException {
        var files = new ArrayList<FileChannel>();
        for (var file : AuditFiles.list(directory).reversed()) {
            files.add(FileChannel.open(file, StandardOpenOption.READ));
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        current.close();
        head.close();
    }
}
