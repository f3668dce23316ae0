package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.List;
import java.util.Map;

/** The answer to a request with a header field that is missing or cannot be read. */
final class MalformedHeader {
    private MalformedHeader() {}

    /** @param detail the rest of a sentence that begins with the name of the header field, without the full stop */
    static ProblemException problem(String header, String detail) {
        return new ProblemException(ProblemType.INVALID_REQUEST, "Header " + header + " " + detail + ".")
                .with("errors", List.of(Map.of("parameter", header, "detail", detail)));
    }
}
