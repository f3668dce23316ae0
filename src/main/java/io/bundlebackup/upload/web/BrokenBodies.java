package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemWriter;
import io.bundlebackup.upload.BodyBrokenException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What is answered when a body broke off, to whoever may still be there. Written here, because an exception that comes from a broken
 * connection is taken for nobody's business on its way out, and then by Tomcat for a failure of the service. Thread-safe.
 */
@Component
final class BrokenBodies {
    private static final Logger log = LoggerFactory.getLogger(BrokenBodies.class);

    private final ProblemWriter problems;

    BrokenBodies(ProblemWriter problems) {
        this.problems = problems;
    }

    /** @param kept a sentence, after a space, that says what is kept of it */
    void answer(BodyBrokenException broken, String kept, HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()) {
            // Tomcat knows already that there is nobody.
            return;
        }
        try {
            problems.write(request, response, ProblemType.INVALID_REQUEST, broken.getMessage() + kept);
        } catch (IOException gone) {
            log.debug("{} broke off", request.getRequestURI(), gone);
        }
    }
}
