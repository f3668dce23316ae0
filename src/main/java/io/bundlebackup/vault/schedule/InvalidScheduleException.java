package io.bundlebackup.vault.schedule;

/** A schedule that cannot be used. The message is the rest of a sentence that begins with the member, without the full stop. */
public final class InvalidScheduleException extends RuntimeException {
    private final String pointer;

    InvalidScheduleException(String pointer, String detail) {
        super(detail);
        this.pointer = pointer;
    }

    /** The member, as a JSON pointer such as {@code /retention/daily}. */
    public String pointer() {
        return pointer;
    }

    /** The member as a key of the configuration, such as {@code retention.daily} or {@code bundles[2]}. */
    public String key() {
        return pointer.substring(1).replaceAll("/([0-9]+)", "[$1]").replace('/', '.');
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
