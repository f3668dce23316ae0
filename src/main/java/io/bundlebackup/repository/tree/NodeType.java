package io.bundlebackup.repository.tree;

/** The types of nodes. Backups of this service make files, directories and symbolic links; restic makes the others too. */
public enum NodeType {
    FILE("file", 0100000),
    DIRECTORY("dir", 0040000),
    SYMBOLIC_LINK("symlink", 0120000),
    DEVICE("dev", 0060000),
    CHARACTER_DEVICE("chardev", 0020000),
    FIFO("fifo", 0010000),
    SOCKET("socket", 0140000),
    /** A type that this service does not know. */
    OTHER("", 0);

    private final String text;
    private final int format;

    NodeType(String text, int format) {
        this.text = text;
        this.format = format;
    }

    /** As restic writes the type. */
    public String text() {
        return text;
    }

    /** The bits of {@code st_mode} that state the type. */
    int format() {
        return format;
    }

    static NodeType of(String text) {
        for (var type : values()) {
            if (type.text.equals(text)) {
                return type;
            }
        }
        return OTHER;
    }
}
