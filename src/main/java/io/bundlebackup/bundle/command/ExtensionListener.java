package io.bundlebackup.bundle.command;

import java.util.List;
import java.util.Map;

/** Hears what a command says while it runs, on the thread that runs it; what it throws ends the command. */
public interface ExtensionListener {
    /** How far the application is: for {@code onProcess}. */
    void progress(List<Map<String, Object>> progressInfo) throws InterruptedException;

    /** What the application has done: for {@code onResultReport}. */
    void result(List<Map<String, Object>> resultInfo) throws InterruptedException;
}
