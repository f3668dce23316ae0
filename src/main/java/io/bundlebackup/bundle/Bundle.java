package io.bundlebackup.bundle;

import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One application's data, a directory tree, with the facts about the application. A bundle is a snapshot: ask {@link Bundles} again for
 * every operation.
 *
 * @param bundleName its name
 * @param directory the data; absolute, and without links when it exists
 * @param application the facts; {@code null} when they could not be read, then {@code problem} says why
 * @param selection what of the tree is taken; nothing when {@code application} is {@code null}
 * @param problem a sentence for the operator that says why the bundle cannot take part in anything
 * @param backupProblem a sentence for the operator that says why the bundle can be restored, but not backed up: it has no data yet
 * @param restoreProblem a sentence for the operator that says why the bundle can be backed up, but not restored
 * @param restoreMethod how it would be restored, if nothing else is in the way
 */
public record Bundle(
        BundleName bundleName,
        Path directory,
        @Nullable Application application,
        PathSelection selection,
        @Nullable String problem,
        @Nullable String backupProblem,
        @Nullable String restoreProblem,
        RestoreMethod restoreMethod) {
    /** Beside each data directory, or in it: where a restore builds the new tree and keeps earlier trees. No backup contains it. */
    public static final String WORK_DIRECTORY = ".bundle-backup";

    public Bundle {
        if (application == null && problem == null) {
            throw new IllegalArgumentException("A bundle without facts needs a problem");
        }
    }

    /** The name on the wire. */
    public String name() {
        return bundleName.toString();
    }

    public int appIndex() {
        return bundleName.appIndex();
    }

    /**
     * The facts of a bundle that may take part.
     *
     * @throws IllegalStateException if they are not known; check {@link #refusal()} before
     */
    public Application requireApplication() {
        if (application == null) {
            throw new IllegalStateException("Nothing is known about " + name() + ": " + problem);
        }
        return application;
    }

    /** Whether the bundle may be backed up. */
    public boolean allToBackup() {
        return refusal() == null;
    }

    /** Whether there is a tree to read. */
    public boolean hasData() {
        return problem == null && backupProblem == null;
    }

    /** Why the bundle cannot take part in a backup; {@code null} when it can. */
    public @Nullable Failure refusal() {
        Failure refusal = anyRefusal();
        if (refusal == null && backupProblem != null) {
            return Failure.of(
                    ErrorCode.NO_SUCH_BUNDLE, "The application " + name() + " cannot be backed up: " + backupProblem);
        }
        return refusal;
    }

    private @Nullable Failure anyRefusal() {
        if (application == null || problem != null) {
            return Failure.of(ErrorCode.NO_SUCH_BUNDLE, "The application " + name() + " cannot be used: " + problem);
        }
        if (!application.allowToBackupRestore()) {
            return Failure.of(ErrorCode.NOT_ALLOWED_FOR_BUNDLE);
        }
        return null;
    }

    /** Why the bundle cannot be restored; {@code null} when it can. */
    public @Nullable Failure restoreRefusal() {
        Failure refusal = anyRefusal();
        String reason = restoreProblem != null ? restoreProblem : restoreMethod.refusal();
        if (refusal == null && reason != null) {
            return Failure.of(
                    ErrorCode.NOT_ALLOWED_FOR_BUNDLE, "The application " + name() + " cannot be restored: " + reason);
        }
        return refusal;
    }

    /** The sentence that {@code problem} is on the wire: why not at all, or else why not restored, not backed up, or not at once. */
    public @Nullable String anyProblem() {
        return Stream.of(
                        Optional.ofNullable(problem),
                        Optional.ofNullable(restoreProblem),
                        Optional.ofNullable(restoreMethod.refusal()),
                        Optional.ofNullable(backupProblem),
                        Optional.ofNullable(restoreMethod.remark()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    Bundle withProblem(String newProblem) {
        return new Bundle(
                bundleName,
                directory,
                application,
                selection,
                newProblem,
                backupProblem,
                restoreProblem,
                restoreMethod);
    }

    /** The bundle with what its directory and those of other bundles mean for it. */
    Bundle located(PathSelection newSelection, @Nullable String newProblem, RestoreMethod newMethod) {
        return new Bundle(
                bundleName, directory, application, newSelection, problem, backupProblem, newProblem, newMethod);
    }

    /** The failure for the name of an unknown bundle. */
    public static Failure unknown(String bundleName) {
        return Failure.of(ErrorCode.NO_SUCH_BUNDLE, "There is no application " + bundleName + " here");
    }
}
