package io.bundlebackup.problem.web;

import io.bundlebackup.problem.Category;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.databind.json.JsonMapper;

/** Answers errors outside Spring MVC, such as in a filter or by {@code sendError}: the container dispatches them here. */
@Controller
@Hidden
final class ErrorPage implements ErrorController {
    private static final Logger log = LoggerFactory.getLogger(ErrorPage.class);

    private final ProblemWriter writer;
    private final Refusals refusals;

    ErrorPage(JsonMapper json) {
        this.writer = new ProblemWriter(json);
        this.refusals = new Refusals(json);
    }

    @RequestMapping("${spring.web.error.path:/error}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return; // Tomcat has logged the failure and breaks the connection
        }
        if (request.getDispatcherType() != DispatcherType.ERROR) {
            writer.write(request, response, Refusals.ofStatus(404, new HttpHeaders()));
            return;
        }
        var original = new Original(request);
        Object exception = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Problem problem = exception instanceof Throwable thrown && !isOfTheClient(thrown, status)
                ? refusals.of(thrown)
                : ofContainer(status instanceof Integer code ? code : 500, request);
        if (problem.type().category() == Category.INTERNAL && exception instanceof Throwable thrown) {
            problem = FailureLog.logged(log, problem, original, thrown);
        }
        writer.write(original, response, problem);
    }

    private static Problem ofContainer(int status, HttpServletRequest request) {
        var broken = BrokenBody.of(request);
        if (broken == null) {
            return Refusals.ofStatus(status, new HttpHeaders());
        }
        var headers = new HttpHeaders();
        broken.headers().forEach(headers::set);
        return Problem.of(Statuses.typeFor(status), broken.detail(), headers);
    }

    /** A body that breaks off causes an exception in its reader. Tomcat has set the status already; the service has not failed. */
    private static boolean isOfTheClient(Throwable thrown, @Nullable Object status) {
        return thrown instanceof IOException && status instanceof Integer code && code < 500;
    }

    /** The request as the client sent it, instead of the one for the error page. */
    private static final class Original extends HttpServletRequestWrapper {
        Original(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRequestURI() {
            return getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri ? uri : "";
        }
    }
}
