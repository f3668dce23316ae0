package io.bundlebackup.problem.web;

import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Writes a problem where Tomcat would write a page of its own: for requests that it refuses before any filter sees them, such
 * as a malformed request line, {@code %2f} in the path or too many header fields.
 */
final class ProblemReportValve extends ErrorReportValve {
    private static final Log log = LogFactory.getLog(ProblemReportValve.class);

    /** Octets of a request target that servers should support (RFC 9110); a longer target is the reason for too large a head. */
    private static final int LONG_TARGET = 8_000;

    private static final String TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class).getString("iib.requestheadertoolarge.error");

    private final ProblemWriter problems;
    private final String tooMany;

    /** @param maxHeaderFields the limit that Tomcat names when a request has too many header fields */
    ProblemReportValve(ProblemWriter problems, int maxHeaderFields) {
        this.problems = problems;
        tooMany = StringManager.getManager(MimeHeaders.class)
                .getString("headers.maxCountFail", Integer.valueOf(maxHeaderFields));
    }

    /** Tomcat answers 400 to all malformed requests; two of the reasons have their own statuses. */
    private int actualStatus(int status, Request request, @Nullable Throwable throwable) {
        String message = throwable == null ? "" : String.valueOf(throwable.getMessage());
        if (status != 400 || !(message.equals(TOO_LARGE) || message.equals(tooMany))) {
            return status;
        }
        var received = request.getCoyoteRequest();
        int target = received.requestURI().getLength() + received.queryString().getLength();
        boolean withinTarget = received.requestURI().isNull() || target > LONG_TARGET;
        return withinTarget ? 414 : 431;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        // The first two conditions say that somebody has answered; the third that the error has been reported before.
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var stillOpen = new AtomicBoolean(false);
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, stillOpen);
        if (!stillOpen.get()) {
            return;
        }
        Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String path = original instanceof String uri ? uri : request.getRequestURI();
        Problem problem = Refusals.ofStatus(actualStatus(status, request, throwable), new HttpHeaders());
        try {
            byte[] body = problems.bodyOf(problem, path);
            response.setStatus(problem.status());
            response.setContentType("application/problem+json");
            AnswerHeaders.set(request, response);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setContentLength(body.length);
            var processor = EdgeProcessor.of(request.getCoyoteRequest());
            if (processor != null && processor.closesAfterAnswer()) {
                // Tomcat says so for a few statuses only.
                response.setHeader(HttpHeaders.CONNECTION, "close");
            }
            if (!"HEAD".equals(request.getMethod())) {
                response.getOutputStream().write(body);
            }
            response.finishResponse();
        } catch (IOException e) {
            log.debug("The client left before the answer " + status, e);
        }
    }
}
