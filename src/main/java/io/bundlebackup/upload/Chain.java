package io.bundlebackup.upload;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The generations of one bundle whose manifests were uploaded.
 *
 * @param older in the order in which content is looked for in them: from parent to parent, then the younger first
 */
record Chain(ManifestRows.Row newest, List<ManifestRows.Row> older) {
    private static final Comparator<ManifestRows.Row> YOUNGER_FIRST =
            Comparator.comparingLong(ManifestRows.Row::begunAt).reversed().thenComparing(ManifestRows.Row::uri);

    /**
     * Finds the newest: that which none names as its parent, whatever the clocks said. Only of those that leave content to others, and
     * may not know whose, the clock decides: what began last is the newest, if it leaves content to the others.
     *
     * @throws ProblemException {@code invalid-manifest} naming them if there are two, or if each is another's parent
     */
    static Optional<Chain> of(List<ManifestRows.Row> indexes) {
        if (indexes.isEmpty()) {
            return Optional.empty();
        }
        var parents = new HashSet<@Nullable String>();
        indexes.forEach(row -> parents.add(row.parent()));
        var candidates = indexes.stream()
                .filter(row -> !parents.contains(row.generation()))
                .sorted(YOUNGER_FIRST)
                .toList();
        if (candidates.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_MANIFEST,
                    "No generation is the newest: each is named by another as its parent, among them "
                            + shown(indexes.getFirst()) + ".");
        }
        var newest = candidates.getFirst();
        if (candidates.size() > 1 && !restsOnUnknown(newest, indexes)) {
            throw two(candidates);
        }
        return Optional.of(new Chain(newest, older(newest, indexes)));
    }

    /**
     * It leaves content to others, as what it was made from does, and so on to one that was made by a time, or from a manifest that
     * nobody else has.
     */
    private static boolean restsOnUnknown(ManifestRows.Row row, List<ManifestRows.Row> indexes) {
        var seen = new HashSet<String>();
        for (var here = row; here.open() > 0 && seen.add(here.generation()); ) {
            var parent = here.parent();
            var next = indexes.stream()
                    .filter(each -> each.generation().equals(parent))
                    .findFirst();
            if (next.isEmpty()) {
                return true;
            }
            here = next.get();
        }
        return false;
    }

    private static ProblemException two(List<ManifestRows.Row> candidates) {
        var named = candidates.stream()
                .sorted(Comparator.comparing(ManifestRows.Row::uri))
                .limit(2)
                .map(Chain::shown)
                .collect(Collectors.joining(" and "));
        return new ProblemException(
                ProblemType.INVALID_MANIFEST,
                "Two generations are the newest, neither named by another as its parent: " + named + ".");
    }

    private static String shown(ManifestRows.Row row) {
        return row.generation() + " (" + row.uri() + ")";
    }

    private static List<ManifestRows.Row> older(ManifestRows.Row newest, List<ManifestRows.Row> indexes) {
        var left = new ArrayList<>(indexes);
        left.remove(newest);
        var older = new ArrayList<ManifestRows.Row>();
        var parent = newest.parent();
        while (parent != null) {
            var wanted = parent;
            var next =
                    left.stream().filter(row -> row.generation().equals(wanted)).min(YOUNGER_FIRST);
            next.ifPresent(row -> {
                left.remove(row);
                older.add(row);
            });
            parent = next.map(ManifestRows.Row::parent).orElse(null);
        }
        left.sort(YOUNGER_FIRST);
        older.addAll(left);
        return List.copyOf(older);
    }

    /** Whether the newest lists content without saying who carries it. */
    boolean isOpen() {
        return newest.open() > 0;
    }

    /** The manifests, by the names of their files, which are used once: another list is another chain. */
    List<String> files() {
        return Stream.concat(Stream.of(newest), older.stream())
                .map(ManifestRows.Row::file)
                .toList();
    }

    /** The generation to look into next, if one of these tells: the parent of one of them that is not here; else the newest. */
    String beyond() {
        var here = Stream.concat(Stream.of(newest), older.stream())
                .map(ManifestRows.Row::generation)
                .collect(Collectors.toSet());
        return Stream.concat(Stream.of(newest), older.stream())
                .flatMap(row -> Stream.ofNullable(row.parent()))
                .filter(parent -> !here.contains(parent))
                .findFirst()
                .orElse(newest.generation());
    }
}
