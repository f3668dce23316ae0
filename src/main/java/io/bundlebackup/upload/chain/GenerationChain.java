package io.bundlebackup.upload.chain;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The generations of one bundle whose manifests were uploaded.
 *
 * @param newest the generation that no other names as its parent
 * @param all all generations in the order of their uris
 */
record GenerationChain(ManifestRows.Row newest, List<ManifestRows.Row> all) {
    /**
     * Finds the newest generation: no other names it as its parent. Clocks do not count.
     *
     * @throws ProblemException {@code invalid-manifest} naming them if there are two, or if each is another's parent
     */
    static Optional<GenerationChain> of(List<ManifestRows.Row> indexes) {
        if (indexes.isEmpty()) {
            return Optional.empty();
        }
        var parents = new HashSet<@Nullable String>();
        indexes.forEach(row -> parents.add(row.parent()));
        var candidates = indexes.stream()
                .filter(row -> !parents.contains(row.generation()))
                .toList();
        if (candidates.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_MANIFEST,
                    "No generation is the newest: each is named by another as its parent, among them "
                            + shown(indexes.getFirst()) + ".");
        }
        if (candidates.size() > 1) {
            throw new ProblemException(
                    ProblemType.INVALID_MANIFEST,
                    "Two generations are the newest, neither named by another as its parent: "
                            + shown(candidates.get(0)) + " and " + shown(candidates.get(1)) + ".");
        }
        return Optional.of(new GenerationChain(candidates.getFirst(), List.copyOf(indexes)));
    }

    private static String shown(ManifestRows.Row row) {
        return row.generation() + " (" + row.uri() + ")";
    }
}
