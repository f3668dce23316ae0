package io.bundlebackup.bundle.command;

import java.util.List;
import java.util.Map;

/** Receives the messages of a running command, on the thread that runs the command. An exception ends the command. */
public interface ExtensionListener {
    /** Drops all messages. */
    ExtensionListener IGNORE = new ExtensionListener() {
        @Override
        public void progress(List<Map<String, Object>> progressInfo) {}

        @Override
        public void result(List<Map<String, Object>> resultInfo) {}
    };

    /** Progress of the application, for {@code onProcess}. */
    void progress(List<Map<String, Object>> progressInfo) throws InterruptedException;

    /** Results of the application, for {@code onResultReport}. */
    void result(List<Map<String, Object>> resultInfo) throws InterruptedException;
}
