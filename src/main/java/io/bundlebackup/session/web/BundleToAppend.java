package io.bundlebackup.session.web;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.RestoreRequest;
import io.bundlebackup.session.state.RestoreMode;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.WorkTimer;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Schema(name = "BundleToAppend")
record BundleToAppend(
        @NotNull
        @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle")
        @Schema(description = "A clone is `name:appIndex`", example = "com.example.hiworld")
        String bundleName,

        @Schema(description = "Larger values come first", defaultValue = "0") @Nullable
        Integer priority,

        @Min(0)
        @Max(WorkTimer.LONGEST_MILLIS)
        @Schema(
                description =
                        "Milliseconds from `onBundleBegin` on, including waits; without it, only the work of the service counts",
                example = "900000")
        @Nullable
        Integer timeout,

        @Min(0)
        @Schema(
                description = "Announcements a second; 0 pauses them, values above 800 count as 800",
                defaultValue = "60")
        @Nullable
        Integer sendRate,

        @Size(max = LONGEST_PARAMETERS)
        @Schema(description = "OpenHarmony's `BackupParams.parameters`, for the application")
        @Nullable
        String parameters,

        @Schema(
                description = "OpenHarmony's `infos[i]` of this bundle, for the application",
                implementation = Object.class,
                types = "object")
        @Nullable
        JsonText info,

        @Min(0)
        @Schema(
                description =
                        "Incremental sessions only: `lastIncrementalTime` of the last backup, epoch seconds. 0 sends everything. With an uploaded"
                                + " manifest or `previousGeneration` any other value is ignored; without them the backup starts from the kept"
                                + " generation that gave the caller this time, and sends everything if there is none",
                example = "1700107870")
        @Nullable
        Long lastIncrementalTime,

        @Schema(
                description =
                        "Incremental sessions only: the generation that the backup starts from, if its manifest is kept here and not uploaded")
        @Nullable
        UUID previousGeneration,

        @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle")
        @Schema(
                description = "Restore sessions only: the local bundle that gets the data, if its name differs",
                example = "com.example.helloworld")
        @Nullable
        String restoreTo,

        @Pattern(regexp = "replace|merge|salvage", message = "must be replace, merge or salvage")
        @Schema(
                description =
                        "Restore sessions only: whether files that the backup does not have are removed (`replace`) or kept (`merge`). "
                                + "`salvage` is `merge` for an incomplete backup: what was not uploaded or does not verify is an error "
                                + "in the report, and the rest is restored",
                allowableValues = {"replace", "merge", "salvage"},
                defaultValue = "replace")
        @Nullable
        String restoreMode,

        @Size(max = MOST_PATHS)
        @ArraySchema(
                arraySchema =
                        @Schema(
                                description =
                                        "Restore sessions only: restore only these files and directories, written as in the "
                                                + "manifest (`%` as `%25`); other data is kept, as with `merge`",
                                example = "[\"files/a.txt\"]"),
                schema = @Schema(maxLength = LONGEST_PATH))
        @Nullable
        List<@NotNull String> paths,

        @Valid
        @Schema(
                description =
                        "Restore sessions only: the snapshot of a vault that has the data. Needs the authority `vault`; nothing is uploaded for"
                                + " the bundle, and the capability file of the snapshot counts")
        @Nullable
        FromSnapshot fromSnapshot,

        @Schema(
                description =
                        "Restore sessions only: whether data of a newer version than the installed one is accepted",
                defaultValue = "false")
        @Nullable
        Boolean allowDowngrade) {
    static final int MOST_PATHS = 1_000;

    /** Characters, if each byte is written as {@code %xx}. */
    static final int LONGEST_PATH = 3 * RawPath.MAX_LENGTH;

    private static final int LONGEST_PARAMETERS = 65_536;

    /** The request, for a session of this type; refuses by name what belongs to another type. */
    BundleRequest in(SessionType type) {
        // A generated client sends the defaults of the document in every session: the default of a member changes
        // nothing anywhere.
        refuse(type, SessionType.INCREMENTAL_BACKUP, "lastIncrementalTime", unless(0L, lastIncrementalTime));
        refuse(type, SessionType.INCREMENTAL_BACKUP, "previousGeneration", previousGeneration);
        refuse(type, SessionType.RESTORE, "restoreTo", restoreTo);
        refuse(type, SessionType.RESTORE, "restoreMode", unless(RestoreMode.REPLACE.wire(), restoreMode));
        refuse(type, SessionType.RESTORE, "paths", paths == null || paths.isEmpty() ? null : paths);
        refuse(type, SessionType.RESTORE, "fromSnapshot", fromSnapshot);
        refuse(type, SessionType.RESTORE, "allowDowngrade", unless(false, allowDowngrade));
        refuse(
                type,
                SessionType.RESTORE,
                "info: app_mapping_relation",
                info != null && info.mapsApplications() ? info : null);
        return new BundleRequest(
                bundleName,
                priority == null ? 0 : priority,
                timeout == null ? null : Duration.ofMillis(timeout),
                sendRate,
                parameters,
                info == null ? null : info.text(),
                type == SessionType.INCREMENTAL_BACKUP ? lastIncrementalTime : null,
                previousGeneration,
                type == SessionType.RESTORE ? restore() : null);
    }

    private RestoreRequest restore() {
        var mapped = info == null ? null : info.mappedTo(bundleName).orElse(null);
        if (mapped != null && restoreTo != null && !mapped.equals(restoreTo)) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "\"restoreTo\" and the app_mapping_relation in \"info\" name different bundles.");
        }
        var target = restoreTo != null ? restoreTo : mapped != null ? mapped : bundleName;
        if (!BundleName.isValid(target)) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT, "The target of the app_mapping_relation is not a valid bundle name.");
        }
        var wanted = wanted();
        var mode = restoreMode == null
                ? RestoreMode.REPLACE
                : RestoreMode.of(restoreMode).orElseThrow();
        return new RestoreRequest(
                target,
                mode == RestoreMode.REPLACE && !wanted.isEmpty() ? RestoreMode.MERGE : mode,
                wanted,
                fromSnapshot == null ? null : fromSnapshot.ref(),
                Boolean.TRUE.equals(allowDowngrade));
    }

    private List<RawPath> wanted() {
        var ofSnapshot =
                fromSnapshot == null || fromSnapshot.paths() == null ? List.<String>of() : fromSnapshot.paths();
        var ofBundle = paths == null ? List.<String>of() : paths;
        if (!ofSnapshot.isEmpty() && !ofBundle.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "\"paths\" is given both in \"fromSnapshot\" and beside it; give it once.");
        }
        var wanted = new ArrayList<RawPath>();
        for (var path : ofSnapshot.isEmpty() ? ofBundle : ofSnapshot) {
            try {
                var plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
                wanted.add(RawPath.decode(plain, plain.indexOf('%') >= 0));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(
                        ProblemType.INVALID_ARGUMENT,
                        "\"paths\" has an entry that is not a valid path: " + e.getMessage() + ".",
                        e);
            }
        }
        return wanted;
    }

    private static @Nullable Object unless(Object byDefault, @Nullable Object value) {
        return byDefault.equals(value) ? null : value;
    }

    /** Refuses a member that only sessions of another type have. */
    static void refuse(SessionType type, SessionType only, String member, @Nullable Object value) {
        if (value != null && type != only) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "\"" + member + "\" belongs to sessions of type " + only.wire() + "; this one is of type "
                            + type.wire() + ".");
        }
    }
}
