package io.bundlebackup.session.state;

/** What a delivered file is. */
public enum FileKind {
    /** A tar with many small files. */
    PART("part"),
    /** One big file by itself. */
    FILE("file"),
    /** {@code manage.json}: the index, announced last. */
    INDEX("index");

    private final String wire;

    FileKind(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
