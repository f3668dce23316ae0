package io.bundlebackup.problem.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ActionCode;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Reads the rest of a body after an early answer, for at most two seconds and 2 MB, so that the client reads the answer before the
 * connection is closed, and no client keeps a thread with a body that does not arrive. (Tomcat waits forever as long as a byte comes now
 * and then.) The first valve of a request and the last of its answer.
 */
final class EdgeValve extends ValveBase {
    private static final Log log = LogFactory.getLog(EdgeValve.class);
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final long MOST_SWALLOWED = 2 << 20;

    private final ProblemWriter problems;

    EdgeValve(ProblemWriter problems) {
        super(true);
        this.problems = problems;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getCoyoteRequest().protocol().equals("")) {
            refuseWithoutVersion(response);
            return;
        }
        AnswerHeaders.set(request, response);
        var processor = EdgeProcessor.of(request.getCoyoteRequest());
        if (processor != null) {
            processor.answerIsOver();
            var atFirst = connectionTimeout(request);
            processor.awaitBody(atFirst);
            processor.awaitReader(atFirst);
            request.setAttribute(ClientTimeouts.ATTRIBUTE, processor);
        }
        getNext().invoke(request, response);
        if (processor != null && !request.isAsync() && isBodyLeft(request, response)) {
            response.finishResponse();
            if (request.getAttribute(ClientTimeouts.CUT) == null) {
                swallow(request, processor);
            } else {
                processor.closeAfterAnswer();
            }
        }
    }

    private static Duration connectionTimeout(Request request) {
        var handler = (AbstractProtocol<?>) request.getConnector().getProtocolHandler();
        return Duration.ofMillis(handler.getConnectionTimeout());
    }

    /** HTTP/0.9 has neither status nor header fields; a client that uses it by mistake gets an HTTP/1.1 answer. */
    private void refuseWithoutVersion(Response response) throws IOException {
        var problem = Refusals.ofStatus(505, new HttpHeaders());
        var body = problems.bodyOf(problem, null);
        var head = "HTTP/1.1 505 \r\nContent-Type: application/problem+json\r\n" + AnswerHeaders.lines()
                + "Cache-Control: no-store\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
        // Tomcat has refused a URL that is not one already, and would drop the answer.
        response.setSuspended(false);
        var out = response.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        response.finishResponse();
    }

    private static boolean isBodyLeft(Request request, Response response) {
        var coyote = request.getCoyoteRequest();
        var read = new AtomicBoolean();
        coyote.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        // A client that asked whether to send its body sends none after a refusal; Tomcat closes the connection.
        return !read.get()
                && !coyote.hasExpectation()
                && !response.getCoyoteResponse().isError();
    }

    private static void swallow(Request request, EdgeProcessor processor) {
        var end = System.nanoTime() + LINGER.toNanos();
        var sink = new Sink();
        long swallowed = 0;
        try {
            while (swallowed <= MOST_SWALLOWED) {
                var left = Duration.ofNanos(end - System.nanoTime());
                if (left.toMillis() <= 0) {
                    break;
                }
                processor.awaitBody(left);
                int count = request.getCoyoteRequest().doRead(sink);
                if (count < 0) {
                    return;
                }
                swallowed += count;
            }
        } catch (IOException e) {
            log.debug("The rest of a refused body did not arrive", e);
        }
        processor.closeAfterAnswer();
    }

    /** Receives the buffers that Tomcat has read. */
    private static final class Sink implements ApplicationBufferHandler {
        private @Nullable ByteBuffer shown;

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            shown = buffer;
        }

        @Override
        public @Nullable ByteBuffer getByteBuffer() {
            return shown;
        }

        @Override
        public void expand(int size) {
            // Nothing is collected.
        }
    }
}
