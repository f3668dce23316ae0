package io.bundlebackup.bundle;

import io.bundlebackup.bundle.RestoreMethod.Kind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides how each bundle would be restored. Cheap: a few calls of {@code access}; on file systems that are not known to exchange
 * directories also a test, whose result is kept for ten minutes. Thread-safe.
 */
final class RestoreMethods {
    private static final Set<String> KNOWN = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs");
    private static final String OVERLAY = "overlay";
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int MOST_KEPT = 10_000;

    private final ExchangeSupport ability;
    private final Map<Asked, Answer> answers = new ConcurrentHashMap<>();

    private record Asked(
            Path in, @Nullable Path moved, @Nullable String type) {}

    private record Answer(ExchangeSupport.Result found, long nanoTime) {
        boolean isFresh() {
            return System.nanoTime() - nanoTime < KEPT.toNanos();
        }
    }

    RestoreMethods(ExchangeSupport ability) {
        this.ability = ability;
    }

    RestoreMethod of(Bundle bundle, MountPoints mounts) {
        Path data = bundle.directory();
        Path parent = data.getParent();
        if (parent == null || mounts.has(data)) {
            return inside(data, mounts, null);
        }
        String own = bundle.bundleName().directoryName();
        String around = aroundRefusal(data, parent, own);
        if (!Files.isDirectory(data)) {
            return around == null
                    ? beside(data, parent, mounts)
                    : new RestoreMethod(
                            Kind.WHOLE,
                            false,
                            null,
                            "its data directory " + DirectoryAccess.printable(data)
                                    + " does not exist and cannot be created: " + around);
        }
        Path kept = data.resolve(Bundle.WORK_DIRECTORY).resolve(own);
        if (around == null && Files.isDirectory(kept, LinkOption.NOFOLLOW_LINKS)) {
            around = "earlier states are in its directory";
        }
        return around == null ? beside(data, parent, mounts) : inside(data, mounts, around);
    }

    /** The service's work directory is beside the data. */
    private RestoreMethod beside(Path data, Path parent, MountPoints mounts) {
        String type = mounts.typeOf(data);
        return switch (find(parent, OVERLAY.equals(type) && Files.isDirectory(data) ? data : null, type)) {
            case EXCHANGES -> RestoreMethod.WHOLE;
            case MOVES -> RestoreMethod.by(Kind.MOVES, false, cannotExchange(type));
            case STAYS ->
                RestoreMethod.by(
                        Kind.COPIES,
                        false,
                        "its directory " + DirectoryAccess.printable(data)
                                + " lies in a lower layer of an overlay file system and cannot be renamed");
        };
    }

    /**
     * The service's work directory is in the data.
     *
     * @param around why the work directory cannot be beside the data; {@code null} for a mount point
     */
    private RestoreMethod inside(Path data, MountPoints mounts, @Nullable String around) {
        String refusal = DirectoryAccess.ownWriteRefusal(data);
        if (refusal != null) {
            var reason = "its directory " + DirectoryAccess.printable(data) + " cannot be written to: " + refusal;
            return around == null
                    ? RestoreMethod.none(Kind.CHILDREN, true, reason)
                    : RestoreMethod.none(Kind.WHOLE, false, reason + "; and " + around);
        }
        String type = mounts.typeOf(data);
        if (OVERLAY.equals(type)) {
            return RestoreMethod.by(Kind.COPIES, true, around);
        }
        return find(data, null, type) == ExchangeSupport.Result.MOVES
                ? RestoreMethod.by(Kind.MOVES, true, around == null ? cannotExchange(type) : around)
                : RestoreMethod.by(Kind.CHILDREN, true, around);
    }

    private static @Nullable String aroundRefusal(Path data, Path parent, String own) {
        String refusal = DirectoryAccess.writeRefusal(parent);
        if (refusal != null) {
            return "its parent directory " + DirectoryAccess.printable(parent) + " cannot be written to: " + refusal;
        }
        Path all = parent.resolve(Bundle.WORK_DIRECTORY);
        for (Path made : List.of(all, all.resolve(own))) {
            // The service may have created it as another user.
            if (Files.isDirectory(made) && DirectoryAccess.writeRefusal(made) instanceof String why) {
                return "the directory " + DirectoryAccess.printable(made) + " cannot be written to: " + why;
            }
        }
        return Files.isDirectory(data)
                        && (DirectoryAccess.sticks(parent, data) || DirectoryAccess.ownWriteRefusal(data) != null)
                ? "its directory " + DirectoryAccess.printable(data) + " belongs to another user and cannot be renamed"
                : null;
    }

    private static String cannotExchange(@Nullable String type) {
        return "its file system" + (type == null ? "" : " (" + type + ")") + " cannot exchange two directories";
    }

    private ExchangeSupport.Result find(Path in, @Nullable Path moved, @Nullable String type) {
        if (type != null && KNOWN.contains(type)) {
            return ExchangeSupport.Result.EXCHANGES;
        }
        if (answers.size() > MOST_KEPT) {
            answers.clear();
        }
        return Objects.requireNonNull(answers.compute(
                        new Asked(in, moved, type),
                        (asked, last) -> last != null && last.isFresh()
                                ? last
                                : new Answer(ability.probe(in, moved), System.nanoTime())))
                .found();
    }
}
