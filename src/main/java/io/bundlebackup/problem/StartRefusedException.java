package io.bundlebackup.problem;

/** The service cannot start; the message is a sentence that tells the operator why and what to do. */
public final class StartRefusedException extends RuntimeException {
    public StartRefusedException(String sentence) {
        super(sentence);
    }

    public StartRefusedException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
