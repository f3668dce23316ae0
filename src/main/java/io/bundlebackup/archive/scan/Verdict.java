package io.bundlebackup.archive.scan;

/** The verdict on an entry of a scan. */
enum Verdict {
    /** The entry is delivered. */
    SEND,
    /** The entry is unchanged, or only its attributes changed: its line is known, and nothing is delivered. */
    KEEP,
    /** The content has to be compared. */
    COMPARE,
    /** The entry could not be read. */
    UNREADABLE;

    private static final Verdict[] ALL = values();

    static Verdict of(byte code) {
        return ALL[code];
    }

    byte code() {
        return (byte) ordinal();
    }
}
