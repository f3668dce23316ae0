package io.bundlebackup.access.oauth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Requests to an issuer: five seconds in all, 256 KB at most, and no redirects. Thread-safe. */
final class IssuerHttp {
    private static final Duration ATMOST = Duration.ofSeconds(5);
    private static final int LARGEST = 1 << 18;

    /** An answer with a JSON object; an empty object if the body is something else. */
    record Answer(int status, Map<String, Object> json) {
        /** The member, if it is a text; else an empty text. */
        String text(String member) {
            return json.get(member) instanceof String text ? text : "";
        }
    }

    private IssuerHttp() {}

    /** @throws IOException also if the answer is no JSON object with status 200 */
    static Answer get(URI uri) throws IOException, InterruptedException {
        var answer = send(HttpRequest.newBuilder(uri));
        if (answer.status() != 200 || answer.json().isEmpty()) {
            throw new IOException(uri + " answered " + answer.status()
                    + (answer.status() == 200 ? " with a body that is not a JSON object" : ""));
        }
        return answer;
    }

    /** @param request a builder with the address, and with the body if there is one */
    static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var http = HttpClient.newBuilder().connectTimeout(ATMOST).build();
        try {
            var coming = http.sendAsync(
                    request.header("Accept", "application/json").build(),
                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
            // The time limit of a request ends with the head of its answer.
            return answer(coming.get(ATMOST.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + ATMOST.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            http.shutdownNow();
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        try {
            var json = JsonMapper.shared().readValue(response.body(), new TypeReference<Map<String, Object>>() {});
            return new Answer(response.statusCode(), json == null ? Map.of() : json);
        } catch (JacksonException e) {
            return new Answer(response.statusCode(), Map.of());
        }
    }
}
