package io.bundlebackup.bundle;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The capability file of the device whose data is restored ({@code docs/semantics.md}), as the client sent it. Unknown members are
 * ignored; an invalid entry makes only its own bundle unusable. Immutable.
 */
public final class RemoteCapabilities {
    /** One entry; a problem, or the rest. */
    private record Remote(@Nullable String problem, boolean allowed, long versionCode) {
        static Remote broken(String problem) {
            return new Remote(problem, false, 0);
        }
    }

    private final Map<String, Remote> bundles;

    private RemoteCapabilities(Map<String, Remote> bundles) {
        this.bundles = bundles;
    }

    /**
     * Reads the file.
     *
     * @param file a JSON object, as maps, lists, strings, numbers and booleans
     * @throws ProblemException {@code invalid-argument} if it has no list of bundles at all
     */
    public static RemoteCapabilities read(Map<?, ?> file) {
        if (!(file.get("bundleInfos") instanceof List<?> infos)) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "\"remoteCapabilities\" is not a capability file: it has no list \"bundleInfos\".");
        }
        var bundles = new HashMap<String, Remote>();
        for (var info : infos) {
            if (info instanceof Map<?, ?> entry && name(entry) instanceof String name) {
                bundles.merge(name, remote(entry), (first, second) -> Remote.broken("it occurs more than once"));
            }
        }
        return new RemoteCapabilities(bundles);
    }

    private static @Nullable String name(Map<?, ?> entry) {
        if (!(entry.get("name") instanceof String name) || !BundleName.isValid(name)) {
            return null;
        }
        var index = entry.get("appIndex");
        if (index == null || name.indexOf(':') >= 0) {
            return name;
        }
        long number = number(index);
        if (number < 0) {
            return null;
        }
        var full = number == 0 ? name : name + ":" + number;
        return BundleName.isValid(full) ? full : null;
    }

    private static Remote remote(Map<?, ?> entry) {
        for (var member : List.of("versionName", "extensionName")) {
            if (!(entry.get(member) instanceof String)) {
                return Remote.broken("\"" + member + "\" is not a string");
            }
        }
        for (var member : List.of("versionCode", "spaceOccupied")) {
            if (number(entry.get(member)) < 0) {
                return Remote.broken("\"" + member + "\" is not a whole number");
            }
        }
        return entry.get("allToBackup") instanceof Boolean allowed
                ? new Remote(null, allowed, number(entry.get("versionCode")))
                : Remote.broken("\"allToBackup\" is neither true nor false");
    }

    /** A whole number from 0 on; -1 for everything else. */
    private static long number(@Nullable Object value) {
        return value instanceof Integer || value instanceof Long ? Math.max(-1, ((Number) value).longValue()) : -1;
    }

    /**
     * Why the data of a bundle of that device cannot be restored; null when it can.
     *
     * @param name the bundle there
     * @param target the application here
     */
    public @Nullable Failure refusal(String name, Application target, boolean allowDowngrade) {
        var remote = bundles.get(name);
        if (remote == null) {
            return Failure.of(ErrorCode.NO_SUCH_BUNDLE, "The capability file has no application " + name);
        }
        if (remote.problem != null) {
            return Failure.of(
                    ErrorCode.NO_SUCH_BUNDLE,
                    "The entry of " + name + " in the capability file cannot be used: " + remote.problem);
        }
        if (!remote.allowed) {
            return Failure.of(
                    ErrorCode.NOT_ALLOWED_FOR_BUNDLE, "The capability file does not allow " + name + " to be restored");
        }
        if (remote.versionCode > target.versionCode() && !allowDowngrade) {
            return Failure.of(
                    ErrorCode.NEWER_VERSION,
                    "The data is of version " + remote.versionCode + ", installed is " + target.versionCode()
                            + "; allowDowngrade restores it anyway");
        }
        return null;
    }
}
