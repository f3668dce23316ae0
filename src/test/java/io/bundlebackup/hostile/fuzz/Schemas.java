package io.bundlebackup.hostile.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values of schemas of the OpenAPI document, and values beside them. */
final class Schemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Values of strings that have a pattern, a format or a name of which the document tells no example. */
    private static final List<String> GUESSES = List.of(
            "0",
            "a",
            "main",
            "com.example.none",
            "0".repeat(32),
            "0".repeat(64),
            "part.0.tar",
            "2026-01-31T09:00:00Z",
            "00000000-0000-4000-8000-000000000000",
            "P1D",
            "UTC",
            "0 30 2 * * *");

    private Schemas() {}

    /** The schema with everything that it refers to put in its place. */
    static JsonNode resolved(JsonNode document, JsonNode schema) {
        if (schema.has("$ref")) {
            return resolved(document, document.at(schema.path("$ref").asString().substring(1)));
        }
        if (!(schema instanceof ObjectNode)) {
            return schema;
        }
        var copy = JSON.objectNode();
        schema.forEachEntry((name, value) -> {
            if (name.equals("properties")) {
                var members = copy.putObject(name);
                value.forEachEntry((member, of) -> members.set(member, resolved(document, of)));
            } else {
                copy.set(name, name.equals("items") ? resolved(document, value) : value);
            }
        });
        return copy;
    }

    /**
     * A value that the schema allows.
     *
     * @param known values by the name of a parameter or member
     */
    static JsonNode valid(String name, JsonNode schema, Map<String, String> known, Random random) {
        return switch (schema.path("type").asString("")) {
            case "object" -> object(schema, known, random);
            case "array" -> array(name, schema, known, random);
            case "integer", "number" -> JSON.numberNode(number(schema, random));
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            default -> JSON.stringNode(text(name, schema, known, random));
        };
    }

    private static JsonNode object(JsonNode schema, Map<String, String> known, Random random) {
        var object = JSON.objectNode();
        var required = schema.path("required").values().stream()
                .map(JsonNode::asString)
                .toList();
        schema.path("properties").forEachEntry((member, of) -> {
            if (required.contains(member) || random.nextInt(4) == 0) {
                object.set(member, valid(member, of, known, random));
            }
        });
        return object;
    }

    private static JsonNode array(String name, JsonNode schema, Map<String, String> known, Random random) {
        var array = JSON.arrayNode();
        // What one entry of "bundles" is called elsewhere.
        var single = name.equals("bundles") ? "bundleName" : name;
        for (int i = random.nextInt(8) == 0 ? 2 : 1; i > 0; i--) {
            array.add(valid(single, schema.path("items"), known, random));
        }
        return array;
    }

    private static long number(JsonNode schema, Random random) {
        long least = schema.path("minimum").asLong(0);
        // Not the largest number of seconds to wait: the answer would come that late.
        long most = Math.min(schema.path("maximum").asLong(100), least + 1);
        return random.nextInt(3) == 0 ? schema.path("example").asLong(least) : random.nextLong(least, most + 1);
    }

    private static String text(String name, JsonNode schema, Map<String, String> known, Random random) {
        if (schema.has("enum")) {
            return schema.path("enum")
                    .path(random.nextInt(schema.path("enum").size()))
                    .asString();
        }
        if (known.containsKey(name) && random.nextInt(10) > 0) {
            return known.getOrDefault(name, "");
        }
        if (schema.has("example") || schema.has("default")) {
            return schema.path("example").asString(schema.path("default").asString(""));
        }
        var pattern = schema.path("pattern").asString("");
        if (pattern.matches("[a-z|]+")) {
            return pattern.split("\\|")[random.nextInt(pattern.split("\\|").length)];
        }
        var fitting = GUESSES.stream()
                .filter(guess -> pattern.isEmpty()
                        || Pattern.compile(pattern).matcher(guess).matches())
                .toList();
        return fitting.isEmpty() ? "a" : fitting.get(random.nextInt(fitting.size()));
    }

    /** JSON of every type but the schema's own, as text. */
    static List<String> otherTypes(JsonNode schema) {
        var type = schema.path("type").asString("");
        var values = new ArrayList<>(List.of("null", "{}", "[]", "[null]", "{\"a\":1}"));
        if (!type.equals("string")) {
            values.addAll(List.of("\"\"", "\"0\"", "\"true\"", "\"a\""));
        }
        if (!type.equals("boolean")) {
            values.addAll(List.of("true", "false"));
        }
        if (!type.equals("integer")) {
            values.addAll(List.of("0", "-1", "7"));
        }
        values.addAll(List.of("0.5", "[[]]", "", "undefined", "'a'", "a", "{", "]"));
        return values;
    }

    /** Texts of values at the bounds of the schema and beside them; not yet quoted. */
    static List<String> bounds(JsonNode schema) {
        return switch (schema.path("type").asString("")) {
            case "integer", "number" -> numbers(schema);
            default -> texts(schema);
        };
    }

    private static List<String> numbers(JsonNode schema) {
        var values = new ArrayList<>(List.of(
                "-1",
                "0",
                "-0",
                "01",
                "+1",
                "1.0",
                "1e0",
                "1E400",
                "1e-400",
                "-1e400",
                "NaN",
                "Infinity",
                "0x10",
                "2147483647",
                "2147483648",
                "-2147483649",
                "9007199254740993",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775809",
                "9".repeat(400),
                "1" + "0".repeat(2_000),
                "0." + "0".repeat(1_200) + "1"));
        if (schema.has("minimum")) {
            values.add(Long.toString(schema.path("minimum").asLong() - 1));
        }
        if (schema.has("maximum")) {
            values.add(Long.toString(schema.path("maximum").asLong() + 1));
        }
        return values;
    }

    private static List<String> texts(JsonNode schema) {
        var values = new ArrayList<>(List.of(
                "",
                " ",
                "a",
                "-",
                "%",
                "%2e%2e",
                "../../../../etc/passwd",
                "/etc/passwd",
                ".",
                "..",
                "a/../b",
                "a\u0000b",
                "a\nb\r\nX-Injected: 1",
                "\ufeffa",
                "\u202egnp.exe",
                "\ud83d\ude00",
                "\ud800",
                "\u00e9".repeat(200),
                "*",
                "?".repeat(300) + "*".repeat(300),
                "*?".repeat(2_000),
                "a,".repeat(1_000),
                "(a+)+$",
                "' or 1=1 --",
                "${jndi:ldap://127.0.0.1/a}",
                "#{7*7}",
                "9".repeat(30),
                "-1",
                "1e400",
                "a".repeat(255),
                "a".repeat(256),
                "a".repeat(5_000),
                "P999999999999999D",
                "PT2562047788015215H30M7S",
                "-999999999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "2026-02-30T00:00:00Z",
                "0 0 0 31 2 *",
                "* * * * * *",
                "0 0 0 L-3W 2 MON#6",
                "Etc/GMT+99",
                "GMT+18:00",
                "=?utf-8?b?YQ==?=",
                "[]",
                "{\"last\":2147483648}",
                "{".repeat(100)));
        if (schema.has("maxLength")) {
            int most = Math.min(schema.path("maxLength").asInt(), 70_000);
            values.add("a".repeat(most));
            values.add("a".repeat(most + 1));
            values.add("\u00e9".repeat(most / 2 + 1));
        }
        schema.path("enum").forEach(value -> {
            values.add(value.asString().toUpperCase());
            values.add(value.asString() + " ");
        });
        return values;
    }
}
