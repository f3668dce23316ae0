package io.bundlebackup.hostile.fuzz;

import io.bundlebackup.client.Answer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Says what is wrong with an answer. */
final class Judge {
    private static final List<String> ALWAYS_THERE = List.of(
            "X-Content-Type-Options",
            "X-Frame-Options",
            "Referrer-Policy",
            "Content-Security-Policy",
            "Cross-Origin-Resource-Policy",
            "Cross-Origin-Opener-Policy",
            "Permissions-Policy");

    private static final Pattern INSIDES = Pattern.compile(
            "Exception|org\\.springframework|org\\.apache|java\\.|jakarta\\.|tools\\.jackson|io\\.bundlebackup|sqlite|"
                    + "\tat |/tmp/|/home/|/proc/");

    private final String ofAll;

    /** @param ofAll the description of the document, which names what every operation can answer */
    Judge(String ofAll) {
        this.ofAll = ofAll;
    }

    /** Null if nothing is wrong. */
    @Nullable
    String complaint(FuzzedRequest request, WireAnswer answer) {
        if (request.method.equals("OPTIONS") && request.path.equals("*")) {
            // Tomcat answers by itself, with an Allow and no body.
            return null;
        }
        for (var name : ALWAYS_THERE) {
            if (answer.header(name).isEmpty()) {
                return "without " + name;
            }
        }
        if (answer.header("X-Injected").length() > 0) {
            return "a header field of the request";
        }
        if (answer.status() < 400) {
            // The AsyncAPI document has the WebSockets.
            return request.elsewhere || answer.status() == 101 ? null : undocumented(request.operation, answer, null);
        }
        if (request.method.equals("HEAD")) {
            return answer.status() >= 500 ? "a failure" : null;
        }
        JsonNode problem;
        try {
            problem = Answer.parse(answer.text());
        } catch (JacksonException e) {
            return "a body that is not JSON";
        }
        var wrong = ofProblem(answer, problem);
        if (wrong != null) {
            return wrong;
        }
        return ofStatus(request, answer, slug(problem));
    }

    private static @Nullable String ofProblem(WireAnswer answer, JsonNode problem) {
        if (!answer.header("Content-Type").equals("application/problem+json")) {
            return "a problem of the type " + answer.header("Content-Type");
        }
        if (slug(problem).isEmpty()
                || problem.path("status").asInt(0) != answer.status()
                || problem.path("code").asInt(0) == 0
                || problem.path("title").asString("").isBlank()) {
            return "a problem that is not complete";
        }
        if (!problem.path("detail").asString("").matches("\\P{Cntrl}{1,1100}\\.")) {
            return "a detail that is no sentence";
        }
        var inside = INSIDES.matcher(answer.text());
        return inside.find() ? "the inside of the service: " + inside.group() : null;
    }

    private @Nullable String ofStatus(FuzzedRequest request, WireAnswer answer, String slug) {
        var status = answer.status();
        if (status == 500) {
            return "a failure";
        }
        if (request.elsewhere) {
            return status < 500 || documented(request.operation, status, slug)
                    ? null
                    : "a status of the server: " + status + " " + slug;
        }
        return undocumented(request.operation, answer, slug);
    }

    private @Nullable String undocumented(Operation operation, WireAnswer answer, @Nullable String slug) {
        return documented(operation, answer.status(), slug)
                ? null
                : "not in the document: " + answer.status() + (slug == null ? "" : " " + slug);
    }

    private boolean documented(Operation operation, int status, @Nullable String slug) {
        var response = operation.responses().get(status);
        return response != null && (slug == null || response.contains("`" + slug + "`"))
                || slug != null && ofAll.contains(" " + status + " (") && ofAll.contains("`" + slug + "`");
    }

    private static String slug(JsonNode problem) {
        var type = problem.path("type").asString("");
        return type.startsWith("/problems/") ? type.substring("/problems/".length()) : "";
    }
}
