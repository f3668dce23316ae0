package io.bundlebackup.bundle.command;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Receives the messages of a running command, on the thread that runs the command. An exception ends the command.
 *
 * @param progress receives progress of the application, for {@code onProcess}
 * @param result receives results of the application, for {@code onResultReport}
 */
public record ExtensionListener(
        Consumer<List<Map<String, Object>>> progress, Consumer<List<Map<String, Object>>> result) {
    /** Ignores all messages. */
    public static final ExtensionListener IGNORE = new ExtensionListener(_ -> {}, _ -> {});
}
