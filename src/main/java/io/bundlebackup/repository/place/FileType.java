package io.bundlebackup.repository.place;

/** The kinds of files of a repository. */
public enum FileType {
    /** The one file {@code config}. */
    CONFIG(""),
    KEY("keys"),
    /** Packs. */
    DATA("data"),
    INDEX("index"),
    SNAPSHOT("snapshots"),
    LOCK("locks"),
    /** What restic has no place for; restic does not look there. */
    VAULT("vault");

    private final String directory;

    FileType(String directory) {
        this.directory = directory;
    }

    String directory() {
        return directory;
    }
}
