package io.bundlebackup.archive.scan;

/** What becomes of an entry of a scan. */
enum Verdict {
    /** It is delivered. */
    SEND,
    /** It is as it was in the previous backup, or only its attributes changed: its line is known, and nothing is delivered. */
    KEEP,
    /** Whether it is to be delivered only its content can tell. */
    COMPARE,
    /** It could not be looked at. */
    UNREADABLE;

    private static final Verdict[] ALL = values();

    static Verdict of(byte code) {
        return ALL[code];
    }

    byte code() {
        return (byte) ordinal();
    }
}
