package io.bundlebackup.hostile.fuzz;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bodies that are wrong in one place. */
final class Bodies {
    /** Stands in the tree for what no tree can hold. */
    private static final String MARK = "@@mark@@";

    private static final JsonMapper JSON = new JsonMapper();

    /** A member that the schema allows, whether or not the value has it. */
    private record Spot(ObjectNode parent, String name, JsonNode schema) {}

    private Bodies() {}

    /** A member has another type, is null, missing, there twice, or unknown. */
    static byte[] ofOtherTypes(Operation operation, JsonNode valid, Random random) {
        var spot = anySpot(operation, valid, random);
        if (spot == null) {
            return one(Schemas.otherTypes(operation.schema()), random).getBytes(UTF_8);
        }
        return switch (random.nextInt(6)) {
            case 0 -> {
                spot.parent.remove(spot.name);
                yield valid.toString().getBytes(UTF_8);
            }
            case 1 -> {
                var value = String.valueOf(spot.parent.path(spot.name).toString());
                yield with(valid, spot, (value.isEmpty() ? "null" : value) + ",\"" + spot.name + "\":null");
            }
            case 2 -> {
                spot.parent.put(one(List.of("unknown", "", "__proto__", "@class", "a".repeat(60_000)), random), 1);
                yield valid.toString().getBytes(UTF_8);
            }
            default -> with(valid, spot, one(Schemas.otherTypes(spot.schema), random));
        };
    }

    /** A member has a value at the bounds of what is allowed, or beyond. */
    static byte[] atBounds(Operation operation, JsonNode valid, Random random) {
        var spot = anySpot(operation, valid, random);
        if (spot == null) {
            return odd(valid, random);
        }
        if (spot.schema.path("type").asString("").equals("array")) {
            var entry = spot.parent.path(spot.name).isEmpty()
                    ? "\"a\""
                    : spot.parent.path(spot.name).path(0).toString();
            int count = one(List.of(0, 2, 1_001, 3_000), random);
            return with(valid, spot, "[" + String.join(",", java.util.Collections.nCopies(count, entry)) + "]");
        }
        var value = one(Schemas.bounds(spot.schema), random);
        var isNumber = spot.schema.path("type").asString("").matches("integer|number");
        return with(valid, spot, isNumber ? value : quoted(value));
    }

    private static String quoted(String value) {
        // A lone surrogate can only be written as an escape.
        return value.equals("\ud800") ? "\"\\ud800\"" : JSON.writeValueAsString(value);
    }

    /** The text of a body that is no JSON, or JSON of an unusual form. */
    static byte[] odd(JsonNode valid, Random random) {
        var text = valid.toString();
        var bytes = text.getBytes(UTF_8);
        int depth = one(List.of(60, 70, 1_000, 20_000), random);
        return switch (random.nextInt(16)) {
            case 0 -> new byte[0];
            case 1 -> "null".getBytes(UTF_8);
            case 2 -> ("[" + text + "]").getBytes(UTF_8);
            case 3 -> ("\ufeff" + text).getBytes(UTF_8);
            case 4 -> text.getBytes(UTF_16);
            case 5 -> (text + one(List.of(" {}", ",", "\u0000", "//", "]"), random)).getBytes(UTF_8);
            case 6 -> ("/* a */" + text).getBytes(UTF_8);
            case 7 -> ("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);
            case 8 -> ("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)).getBytes(UTF_8);
            case 9 -> wide();
            case 10 -> inserted(bytes, random, (byte) 0xff);
            case 11 -> inserted(bytes, random, (byte) 0);
            case 12 -> inserted(bytes, random, (byte) 0xc0, (byte) 0xaf);
            case 13 -> inserted(bytes, random, (byte) 0xed, (byte) 0xa0, (byte) 0x80);
            case 14 -> (text + " ".repeat(1_100_000)).getBytes(UTF_8);
            default -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
        };
    }

    private static byte[] wide() {
        var text = new StringBuilder("{");
        for (int i = 0; i < 5_000; i++) {
            text.append("\"m").append(i).append("\":").append(i).append(',');
        }
        return text.append("\"z\":0}").toString().getBytes(UTF_8);
    }

    /** Some bytes changed, removed or added. */
    static byte[] mutated(byte[] valid, Random random) {
        var bytes = valid.clone();
        for (int i = random.nextInt(1, 5); i > 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                default -> bytes = inserted(bytes, random, (byte) random.nextInt(256));
            }
        }
        return bytes;
    }

    static byte[] compressed(byte[] bytes) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static byte[] inserted(byte[] bytes, Random random, byte... more) {
        int at = random.nextInt(bytes.length + 1);
        var result = new ByteArrayOutputStream();
        result.write(bytes, 0, at);
        result.writeBytes(more);
        result.write(bytes, at, bytes.length - at);
        return result.toByteArray();
    }

    static <T> T one(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static byte[] with(JsonNode tree, Spot spot, String raw) {
        spot.parent.put(spot.name, MARK);
        return tree.toString().replace("\"" + MARK + "\"", raw).getBytes(UTF_8);
    }

    @org.jspecify.annotations.Nullable
    private static Spot anySpot(Operation operation, JsonNode valid, Random random) {
        var spots = new ArrayList<Spot>();
        collect(operation.schema(), valid, spots);
        return spots.isEmpty() ? null : one(spots, random);
    }

    private static void collect(JsonNode schema, JsonNode value, List<Spot> spots) {
        if (value instanceof ObjectNode object) {
            schema.path("properties").forEachEntry((name, of) -> {
                spots.add(new Spot(object, name, of));
                collect(of, object.path(name), spots);
            });
        }
        value.values().stream()
                .filter(entry -> value.isArray())
                .forEach(entry -> collect(schema.path("items"), entry, spots));
    }
}
