package io.bundlebackup.repository.place;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file of a repository has other content than it was written with, or content that no such file can have. */
public final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient FileName file;

    /** @param reason a clause without a full stop */
    public DamagedFileException(FileName file, String reason) {
        super("the repository's file " + file + " is damaged: " + reason + remedy(file));
        this.file = file;
    }

    public DamagedFileException(FileName file, @Nullable String reason, Throwable cause) {
        this(file, String.valueOf(reason));
        initCause(cause);
    }

    private static String remedy(FileName file) {
        return file.type() == FileType.INDEX
                ? "; \"restic repair index\" (before 0.16 \"restic rebuild-index\") makes the index anew from the packs"
                : "";
    }

    public FileName file() {
        return file;
    }
}
