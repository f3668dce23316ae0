package io.bundlebackup.session.web;

import io.bundlebackup.client.Answer;
import io.bundlebackup.client.HttpCaller;
import java.util.Arrays;
import java.util.stream.Collectors;

/** One caller of the running service. */
final class ApiClient extends HttpCaller {
    ApiClient(int port, String token) {
        super(port, token);
    }

    /** @param key makes the request idempotent */
    Answer postOnce(String path, String json, String key) {
        return post(path, json, "Idempotency-Key", key);
    }

    /** A new backup session with these bundles; its path. */
    String session(String... bundles) {
        var append = bundles.length == 0 ? "" : ",\"bundles\":" + list(bundles);
        return post("/api/v1/sessions", "{\"type\":\"backup\"" + append + "}")
                .is(201)
                .header("Location")
                .orElseThrow();
    }

    static String list(String... bundles) {
        return Arrays.stream(bundles)
                .map(name -> "{\"bundleName\":\"" + name + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    static String append(String... bundles) {
        return "{\"bundles\":" + list(bundles) + "}";
    }

    static String id(String path) {
        return path.substring("/api/v1/sessions/".length());
    }
}
