package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request whose body broke off or came too late. Tomcat refuses such a request itself, with 400 or 408, when the body is
 * read, and accepts no other answer; {@link ErrorPage} writes the body of the answer.
 */
public final class BrokenBody {
    private static final String ATTRIBUTE = BrokenBody.class.getName();

    /** The detail and the headers of the answer. */
    record Answer(String detail, Map<String, String> headers) {}

    private BrokenBody() {}

    /**
     * Answers a request whose body has ended before its end.
     *
     * @param failure of the read of the body; null if the body was framed well and is shorter than the request said
     * @param detail one sentence for the user
     * @param headers of the answer
     */
    public static void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Throwable failure,
            String detail,
            Map<String, String> headers) {
        if (failure == null) {
            headers.forEach(response::setHeader);
            throw new ProblemException(ProblemType.INVALID_REQUEST, detail);
        }
        request.setAttribute(ATTRIBUTE, new Answer(detail, headers));
    }

    static @Nullable Answer of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Answer answer ? answer : null;
    }
}
