package io.bundlebackup.bundle;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The commands that the operator lets run for an application: what OpenHarmony runs inside it. They come from {@code bundle.json} or the
 * configuration, never from a client. Immutable.
 *
 * @param commands each with its arguments, the first of which is the program: an absolute path, or a name for {@code PATH}
 * @param environment variables that the operator gives to all of them
 */
public record Extension(Map<Scenario, List<String>> commands, Map<String, String> environment) {
    /** An application without commands. */
    public static final Extension NONE = new Extension(Map.of(), Map.of());

    public Extension {
        var copies = new EnumMap<Scenario, List<String>>(Scenario.class);
        commands.forEach((scenario, command) -> copies.put(scenario, List.copyOf(command)));
        commands = Collections.unmodifiableMap(copies);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** When a command runs; {@code BACKUP_SCENARIO} tells it. */
    public enum Scenario {
        /** Before the scan: dump a database, pause. */
        ON_BACKUP("onBackup"),
        /** After the last read from the tree, also when the backup failed. */
        ON_BACKUP_END("onBackupEnd"),
        /** On the new tree of a restore, before the tree replaces the old tree. */
        ON_RESTORE("onRestore"),
        /** When a client asks for the application's backup information. */
        GET_BACKUP_INFO("getBackupInfo");

        private final String wire;

        Scenario(String wire) {
            this.wire = wire;
        }

        /** The member of {@code extension} that has its command. */
        public String wire() {
            return wire;
        }
    }

    /** The command for a scenario, if there is one. */
    public Optional<List<String>> command(Scenario scenario) {
        return Optional.ofNullable(commands.get(scenario));
    }

    public boolean has(Scenario scenario) {
        return commands.containsKey(scenario);
    }

    /** Whether the application waits for the moment of a backup after which the tree is not read any more. */
    public boolean holdsApplication() {
        return has(Scenario.ON_BACKUP) || has(Scenario.ON_BACKUP_END);
    }
}
