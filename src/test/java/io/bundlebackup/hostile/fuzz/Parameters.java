package io.bundlebackup.hostile.fuzz;

import static io.bundlebackup.hostile.fuzz.Bodies.one;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;

/** Parameters of the path, the query and the head that are wrong in one place. */
final class Parameters {
    private static final List<String> RAW = List.of(
            "%00",
            "%",
            "%zz",
            "%c0%af",
            "%ed%a0%80",
            "%ff",
            "%e2%80%ae",
            "%u0041",
            "+",
            "&",
            "=",
            "[0]",
            "%5b%5d",
            "\u00e9",
            ";",
            "#",
            "?");

    private Parameters() {}

    static void otherType(FuzzedRequest request, Random random) {
        var parameters = request.operation.in("query");
        if (parameters.isEmpty() || random.nextInt(6) == 0) {
            request.query.add(
                    new FuzzedRequest.Field(one(List.of("unknown", "", "%00", "limit", "ticket"), random), "1"));
            return;
        }
        var parameter = one(parameters, random);
        switch (random.nextInt(5)) {
            case 0 -> request.query.removeIf(field -> field.name().equals(parameter.name()));
            case 1 -> {
                request.ask(parameter.name(), "1");
                request.ask(parameter.name(), "2");
            }
            case 2 -> request.query.add(new FuzzedRequest.Field(parameter.name().toUpperCase(), "1"));
            case 3 -> set(request, parameter, one(RAW, random));
            default ->
                set(request, parameter, FuzzedRequest.encoded(one(Schemas.otherTypes(parameter.schema()), random)));
        }
    }

    static void atBounds(FuzzedRequest request, Random random) {
        var parameters = request.operation.parameters();
        if (parameters.isEmpty()) {
            request.query.add(new FuzzedRequest.Field("a".repeat(one(List.of(1, 3_000, 8_000), random)), ""));
            return;
        }
        var parameter = one(parameters, random);
        var value = one(Schemas.bounds(parameter.schema()), random);
        switch (parameter.place()) {
            case "path" -> {
                request.elsewhere = true;
                request.path = request.operation.path();
                for (var other : request.operation.in("path")) {
                    var shown = other.equals(parameter)
                            ? FuzzedRequest.encoded(value).replace("+", "%20")
                            : "a";
                    request.path = request.path.replace("{" + other.name() + "}", shown);
                }
            }
            case "query" -> set(request, parameter, FuzzedRequest.encoded(value));
            default -> request.setHeader(parameter.name(), latin(value));
        }
    }

    private static String latin(String value) {
        // Bytes of UTF-8, without those that would end the field.
        var text = new String(value.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.replaceAll("[\r\n]", "");
    }

    private static void set(FuzzedRequest request, Operation.Parameter parameter, String raw) {
        request.query.removeIf(field -> field.name().equals(parameter.name()));
        request.query.add(new FuzzedRequest.Field(parameter.name(), raw));
    }
}
