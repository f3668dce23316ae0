package io.bundlebackup.backup;

import io.bundlebackup.bundle.Extension;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.command.ExtensionCall;
import io.bundlebackup.posix.Flushing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The mark of an application that is held for a backup: the command that lets the application go, so that a start of the service after a
 * kill can run the command, whatever the configuration says by then. Immutable.
 *
 * @param bundle the name of the application's bundle
 * @param extension the commands of the application
 * @param tree the application's data
 * @param session the session of the backup
 */
record HeldApplication(String bundle, Extension extension, Path tree, ExtensionCall.@Nullable Session session) {
    private static final JsonMapper JSON = JsonMapper.shared();

    static HeldApplication of(ExtensionCall call) {
        return new HeldApplication(call.bundle(), call.extension(), call.tree(), call.session());
    }

    ExtensionCall onBackupEnd() {
        return new ExtensionCall(bundle, extension, Scenario.ON_BACKUP_END, tree, session);
    }

    void write(StagedBundle staged) throws IOException {
        Flushing.write(staged.held(), JSON.writeValueAsBytes(this));
    }

    static HeldApplication read(Path mark) throws IOException {
        return StagedRecords.read(mark, HeldApplication.class);
    }

    /** The application was let go before the backup was complete, so the backup cannot go on. */
    static void markLetGo(StagedBundle staged) throws IOException {
        Files.move(staged.held(), staged.letGo(), StandardCopyOption.REPLACE_EXISTING);
        Flushing.directory(staged.directory());
    }
}
