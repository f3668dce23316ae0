package io.bundlebackup.bundle;

import io.bundlebackup.bundle.selection.PathSelection;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the facts about an application strictly: an unknown member, a wrong type or an unsupported value becomes a problem that names
 * the member. Thread-safe.
 */
final class ApplicationReader {
    /** The largest {@code bundle.json}, bytes. */
    static final int MAX_SIZE = 1 << 20;

    /** The deepest nesting of a {@code bundle.json}. */
    static final int MAX_DEPTH = 64;

    private static final int MOST_SHOWN = 20;

    private static final Set<String> MEMBERS = Arrays.stream(DeclaredBundle.class.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !DeclaredBundle.OWN.contains(name))
            .collect(Collectors.toSet());

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * What was read.
     *
     * @param application the facts; {@code null} when they cannot be relied on
     * @param problem why the bundle cannot be used
     */
    record Reading(
            @Nullable Application application,
            PathSelection selection,
            @Nullable String problem) {
        static Reading failed(String problem) {
            return new Reading(null, PathSelection.nothing(), problem);
        }
    }

    /** Reads the content of a {@code bundle.json}. */
    static Reading read(BundleName name, byte[] content) {
        if (content.length > MAX_SIZE) {
            return Reading.failed("bundle.json is larger than " + MAX_SIZE + " bytes");
        }
        try {
            return JSON.readTree(content) instanceof ObjectNode facts
                    ? new Facts(name, facts).read()
                    : Reading.failed("bundle.json is not a JSON object");
        } catch (StreamConstraintsException _) {
            return Reading.failed(
                    "bundle.json is nested deeper than " + MAX_DEPTH + " levels, or has an overlong value");
        } catch (NumberFormatException _) {
            // Jackson passes on what BigDecimal says of an exponent beyond 32 bits.
            return Reading.failed("bundle.json has a number that is out of range");
        } catch (JacksonException e) {
            var where = e.getLocation();
            return Reading.failed("bundle.json is not valid JSON"
                    + (where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")"));
        }
    }

    /** Reads an entry of the configuration by the same rules. */
    static Reading read(BundleName name, DeclaredBundle declared) {
        ObjectNode facts = JSON.valueToTree(declared);
        facts.properties()
                .removeIf(member -> member.getValue().isNull() || DeclaredBundle.OWN.contains(member.getKey()));
        return new Facts(name, facts).read();
    }

    /** One reading, which collects all problems. */
    private static final class Facts {
        private final BundleName name;
        private final ObjectNode facts;
        private final List<String> wrong = new ArrayList<>();

        Facts(BundleName name, ObjectNode facts) {
            this.name = name;
            this.facts = facts;
        }

        Reading read() {
            facts.propertyNames().stream()
                    .filter(member -> !MEMBERS.contains(member))
                    .forEach(member -> wrong.add("\"" + ExtensionReader.shortened(member) + "\" is not known"));
            Application application = application();
            PathSelection selection = PathSelection.nothing();
            checkAppIndex();
            try {
                selection = PathSelection.of(application.includes(), application.excludes())
                        .changing(application.changing());
            } catch (IllegalArgumentException e) {
                wrong.add(String.valueOf(e.getMessage()));
            }
            if (!wrong.isEmpty()) {
                return Reading.failed("the facts about the application are wrong: " + shownWrong());
            }
            return new Reading(application, selection, null);
        }

        /** A file may have more wrong members than a list of bundles or a line of the log has room for. */
        private String shownWrong() {
            int more = wrong.size() - MOST_SHOWN;
            return String.join("; ", wrong.subList(0, Math.min(wrong.size(), MOST_SHOWN)))
                    + (more > 0 ? "; and " + more + " more" : "");
        }

        private Application application() {
            long versionCode = integer("versionCode", 0, Long.MIN_VALUE, Long.MAX_VALUE);
            String versionName = text("versionName", Application.DEFAULT_VERSION_NAME);
            List<String> includes = texts("includes");
            if (facts.has("includes") && includes.isEmpty()) {
                wrong.add("\"includes\" is empty, so nothing would be backed up; leave it out to take everything");
            }
            Application application = new Application(
                    versionCode,
                    versionName,
                    text("extensionName", Application.DEFAULT_EXTENSION_NAME),
                    flag("needToInstall", false),
                    flag("allowToBackupRestore", true),
                    includes,
                    texts("excludes"),
                    texts("changing"),
                    flag("fullBackupOnly", false),
                    text("restoreDeps", ""),
                    text("supportScene", ""),
                    object("extraInfo"),
                    interval(),
                    extension());
            for (String dependency : application.dependencies()) {
                if (!BundleName.isValid(dependency)) {
                    wrong.add("\"restoreDeps\" has \"" + ExtensionReader.shortened(dependency)
                            + "\", which is not a bundle name");
                }
            }
            return application;
        }

        private Extension extension() {
            JsonNode value = facts.get("extension");
            return value == null ? Extension.NONE : new ExtensionReader(wrong::add).read(value);
        }

        private void checkAppIndex() {
            long appIndex = integer("appIndex", name.appIndex(), 0, Integer.MAX_VALUE);
            if (appIndex != name.appIndex()) {
                wrong.add("\"appIndex\" is " + appIndex + ", but the name says " + name.appIndex());
            }
        }

        private long integer(String member, long otherwise, long least, long most) {
            JsonNode value = facts.get(member);
            if (value == null) {
                return otherwise;
            }
            boolean fits = value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.longValue() >= least
                    && value.longValue() <= most;
            return fits ? value.longValue() : mistyped(member, "a whole number in its range", 0L);
        }

        private String text(String member, String otherwise) {
            JsonNode value = facts.get(member);
            if (value == null) {
                return otherwise;
            }
            if (!value.isString()) {
                return mistyped(member, "a string", "");
            }
            // An empty restoreDeps or supportScene says "none"; an empty name says nothing.
            return value.stringValue().isBlank() && !otherwise.isEmpty()
                    ? mistyped(member, "a string that is not blank", "")
                    : value.stringValue();
        }

        private boolean flag(String member, boolean otherwise) {
            JsonNode value = facts.get(member);
            if (value == null || value.isBoolean()) {
                return value == null ? otherwise : value.booleanValue();
            }
            return mistyped(member, "true or false", false);
        }

        private List<String> texts(String member) {
            JsonNode value = facts.get(member);
            if (value == null) {
                return List.of();
            }
            boolean fits = value.isArray() && value.valueStream().allMatch(JsonNode::isString);
            return fits
                    ? value.valueStream().map(JsonNode::stringValue).toList()
                    : mistyped(member, "an array of strings", List.of("*"));
        }

        private @Nullable BackupInterval interval() {
            if (!facts.has("backupEvery")) {
                return null;
            }
            var interval = BackupInterval.parse(text("backupEvery", ""));
            if (interval.isEmpty()) {
                wrong.add("\"backupEvery\" must be an ISO 8601 duration, such as \"P1D\" or \"PT12H\"");
            }
            return interval.orElse(null);
        }

        private Map<String, Object> object(String member) {
            JsonNode value = facts.get(member);
            if (value == null) {
                return Map.of();
            }
            if (!value.isObject()) {
                return mistyped(member, "an object", Map.of());
            }
            @SuppressWarnings("unchecked")
            Map<String, Object> map = JSON.treeToValue(value, Map.class);
            return map;
        }

        private <T> T mistyped(String member, String expected, T instead) {
            wrong.add("\"" + member + "\" must be " + expected);
            return instead;
        }
    }

    private ApplicationReader() {}
}
