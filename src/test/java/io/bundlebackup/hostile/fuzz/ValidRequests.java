package io.bundlebackup.hostile.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Requests that the document allows, to things that exist. */
final class ValidRequests {
    private final String token;

    ValidRequests(String token) {
        this.token = token;
    }

    /**
     * @param places values of the parameters of paths that belong together: a session, a bundle in it, and so on
     */
    FuzzedRequest of(Operation operation, List<Map<String, String>> places, Random random) {
        var known = new HashMap<>(Bodies.one(places, random));
        if (random.nextInt(10) == 0) {
            known.putAll(Bodies.one(places, random));
        }
        var path = operation.path();
        for (var parameter : operation.in("path")) {
            path = path.replace("{" + parameter.name() + "}", known.getOrDefault(parameter.name(), "unknown"));
        }
        var request = new FuzzedRequest(operation, path, token);
        for (var parameter : operation.in("query")) {
            if (parameter.required() || random.nextInt(4) == 0) {
                var value = Schemas.valid(parameter.name(), parameter.schema(), known, random);
                request.ask(parameter.name(), value.isArray() ? value.path(0).asString() : value.asString());
            }
        }
        for (var parameter : operation.in("header")) {
            if (parameter.required() || random.nextInt(6) == 0) {
                request.setHeader(
                        parameter.name(),
                        Schemas.valid(parameter.name(), parameter.schema(), known, random)
                                .asString());
            }
        }
        if (operation.path().endsWith("/events") && random.nextInt(4) == 0) {
            request.setHeader("Accept", "text/event-stream");
            request.setHeader("Last-Event-ID", Bodies.one(List.of("0", "1", "a", "99"), random));
        }
        if (operation.mediaType() != null) {
            request.setHeader("Content-Type", operation.mediaType());
            request.body = body(operation, known, random);
            request.valid = request.body;
        }
        return request;
    }

    private static byte[] body(Operation operation, Map<String, String> known, Random random) {
        if (operation.hasJson()) {
            return Schemas.valid("", operation.schema(), known, random)
                    .toString()
                    .getBytes(UTF_8);
        }
        if (Objects.equals(operation.mediaType(), "text/plain")) {
            return ("version=2.0&attrNum=17\n" + "path;mode;dir;size;mtime;hash\n" + "a.txt;33188;0;7;1700000000;00\n")
                    .getBytes(UTF_8);
        }
        return new byte[Bodies.one(List.of(0, 1, 100, 512, 10_240), random)];
    }
}
