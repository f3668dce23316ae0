package io.bundlebackup.problem.web;

import io.bundlebackup.problem.Category;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.BadRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns exceptions of handlers and Spring MVC into problems. The answer is written without content negotiation: a client that accepts only
 * other types would otherwise get an empty body.
 *
 * <p>An answer that is already on its way is not touched: the exception goes on to the container, which breaks the connection,
 * so that a cut file never looks whole.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class ProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private final ProblemWriter writer;
    private final Refusals refusals;
    private final FullDiskNotice fullDisk = new FullDiskNotice(log, System::nanoTime);

    public ProblemAdvice(JsonMapper json) {
        this.writer = new ProblemWriter(json);
        this.refusals = new Refusals(json);
    }

    /** The security filters answer these exceptions, because they know the caller. */
    @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
    void leaveToSecurity(RuntimeException refusal) {
        throw refusal;
    }

    @ExceptionHandler(Exception.class)
    void answer(Exception exception, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (isOfTheConnection(exception)) {
            log.debug("{} {} broke off", request.getMethod(), request.getRequestURI(), exception);
            return;
        }
        if (response.isCommitted()) {
            throw exception;
        }
        Problem problem = refusals.of(exception);
        if (problem.type().category() == Category.INTERNAL) {
            problem = FailureLog.logged(log, problem, request, exception);
        } else if (problem.type().category() == Category.NO_SPACE) {
            fullDisk.refused(request, problem);
        }
        writer.write(request, response, problem);
    }

    /**
     * Whether the client left or the framing of its body is invalid. Then no client is left to answer, or Tomcat has set the status already
     * and {@link ErrorPage} writes the problem.
     */
    private static boolean isOfTheConnection(Throwable exception) {
        int depth = 0;
        for (Throwable t = exception; t != null && depth < 20; t = t.getCause(), depth++) {
            if (t instanceof AsyncRequestNotUsableException || t instanceof BadRequestException) {
                return true;
            }
        }
        return false;
    }
}
