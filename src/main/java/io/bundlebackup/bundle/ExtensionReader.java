package io.bundlebackup.bundle;

import io.bundlebackup.bundle.Extension.Scenario;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads {@code extension} of a {@code bundle.json} as strictly as everything in it. Used for one reading. */
final class ExtensionReader {
    private static final String ENVIRONMENT = "environment";

    /** Those of the service: {@code BACKUP_BUNDLE} and so on. */
    private static final String RESERVED = "BACKUP_";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final int MOST_ITEMS = 256;

    /** Half of what the kernel takes for one argument. */
    private static final int LONGEST_ITEM = 65_536;

    private final Consumer<String> wrong;

    /** @param wrong is told of every problem, a part of a sentence each */
    ExtensionReader(Consumer<String> wrong) {
        this.wrong = wrong;
    }

    Extension read(JsonNode facts) {
        if (!facts.isObject()) {
            wrong.accept("\"extension\" must be an object");
            return Extension.NONE;
        }
        var commands = new EnumMap<Scenario, List<String>>(Scenario.class);
        Map<String, String> environment = Map.of();
        for (var member : facts.properties()) {
            var scenario = scenario(member.getKey());
            if (scenario.isPresent()) {
                readCommand(member.getKey(), member.getValue())
                        .ifPresent(command -> commands.put(scenario.get(), command));
            } else if (member.getKey().equals(ENVIRONMENT)) {
                environment = readEnvironment(member.getValue());
            } else {
                wrong.accept("\"extension\" has \"" + shortened(member.getKey()) + "\", which is not known");
            }
        }
        return new Extension(commands, environment);
    }

    private static Optional<Scenario> scenario(String member) {
        return Arrays.stream(Scenario.values())
                .filter(scenario -> scenario.wire().equals(member))
                .findFirst();
    }

    private Optional<List<String>> readCommand(String member, JsonNode value) {
        var name = "\"extension." + member + "\"";
        boolean fits = value.isArray()
                && !value.isEmpty()
                && value.size() <= MOST_ITEMS
                && value.valueStream().allMatch(JsonNode::isString);
        if (!fits) {
            wrong.accept(name + " must be an array of 1 to " + MOST_ITEMS + " strings: the program and its arguments");
            return Optional.empty();
        }
        var command = value.valueStream().map(JsonNode::stringValue).toList();
        if (!command.stream().allMatch(ExtensionReader::canBePassed)) {
            wrong.accept(name + " has an argument with a zero byte, or longer than " + LONGEST_ITEM + " bytes");
            return Optional.empty();
        }
        var program = command.getFirst();
        // Anything else would be looked for in the application's own tree, and run as the service's user.
        if (program.isBlank() || program.indexOf('/') > 0) {
            wrong.accept(name + " must begin with a program: an absolute path, or a name without a /");
            return Optional.empty();
        }
        return Optional.of(command);
    }

    private Map<String, String> readEnvironment(JsonNode value) {
        boolean fits = value.isObject()
                && value.size() <= MOST_ITEMS
                && value.valueStream().allMatch(JsonNode::isString);
        if (!fits) {
            wrong.accept("\"extension.environment\" must be an object of at most " + MOST_ITEMS + " strings");
            return Map.of();
        }
        var environment = new LinkedHashMap<String, String>();
        for (var member : value.properties()) {
            var name = member.getKey();
            if (!VARIABLE.matcher(name).matches()) {
                wrong.accept("\"extension.environment\" has \"" + shortened(name)
                        + "\", which is not a valid variable name");
            } else if (name.startsWith(RESERVED)) {
                wrong.accept("\"extension.environment\" has \"" + name + "\": what begins with " + RESERVED
                        + " comes from the service");
            } else if (!canBePassed(member.getValue().stringValue())) {
                wrong.accept("\"extension.environment." + name + "\" has a zero byte, or is longer than " + LONGEST_ITEM
                        + " bytes");
            } else {
                environment.put(name, member.getValue().stringValue());
            }
        }
        return environment;
    }

    private static boolean canBePassed(String text) {
        return text.indexOf('\0') < 0 && text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_ITEM;
    }

    /** A text for a message: at most 64 characters of it. */
    static String shortened(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }
}
