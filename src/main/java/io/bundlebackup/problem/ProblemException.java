package io.bundlebackup.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exception that becomes a problem body (RFC 9457). The detail is one clear sentence for the user: no class name,
 * no stack trace, no path of the server.
 */
public final class ProblemException extends RuntimeException {
    private final ProblemType type;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private @Nullable Duration retryAfter;

    public ProblemException(ProblemType type, String detail) {
        super(detail);
        this.type = type;
    }

    public ProblemException(ProblemType type, String detail, Throwable cause) {
        super(detail, cause);
        this.type = type;
    }

    /**
     * The refusal of a parameter, which {@code errors} names.
     *
     * @param detail the rest of a sentence that begins with the name, without the full stop
     */
    public static ProblemException invalidParameter(String name, String detail) {
        return invalid("Parameter " + name, "parameter", name, detail);
    }

    /** The refusal of a header field, as {@link #invalidParameter}. */
    public static ProblemException invalidHeader(String name, String detail) {
        return invalid("Header " + name, "parameter", name, detail);
    }

    /** The refusal of a member of the body, as {@link #invalidParameter}. */
    public static ProblemException invalidMember(String pointer, String detail) {
        return invalid("Member " + pointer, "pointer", pointer, detail);
    }

    private static ProblemException invalid(String subject, String kind, String place, String detail) {
        return new ProblemException(ProblemType.INVALID_REQUEST, subject + " " + detail + ".")
                .with("errors", List.of(Map.of(kind, place, "detail", detail)));
    }

    /** Adds a member to the problem body, such as {@code sessionInfo}; returns this. */
    public ProblemException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /** Sets the time, in whole seconds, after which the client may repeat the request; returns this. */
    public ProblemException retryAfter(Duration time) {
        retryAfter = time;
        return this;
    }

    /** The time after which the client may repeat the request, if known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Members beside the standard ones, in the order added. */
    public Map<String, Object> members() {
        return new LinkedHashMap<>(members);
    }
}
