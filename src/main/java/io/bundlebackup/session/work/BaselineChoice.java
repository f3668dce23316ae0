package io.bundlebackup.session.work;

import io.bundlebackup.problem.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the generations that bundles start from while these are appended. What was chosen stays available until this is closed, and afterwards
 * as long as a bundle with that baseline has not ended. Used and closed by one thread.
 */
public interface BaselineChoice extends AutoCloseable {
    /** Chooses no generation. */
    BaselineChoice NONE = new BaselineChoice() {
        @Override
        public @Nullable UUID of(String bundle, @Nullable UUID previousGeneration, @Nullable Long since) {
            return null;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };

    /**
     * The generation that a bundle starts from, {@code null} if from none.
     *
     * @param previousGeneration the generation that the client named
     * @param since the {@code lastIncrementalTime} that the client passed, epoch seconds
     * @throws ProblemException {@code no-such-generation} if the named generation is not kept; {@code invalid-argument} if the client
     *     uploaded the manifest of another one
     */
    @Nullable
    UUID of(String bundle, @Nullable UUID previousGeneration, @Nullable Long since);

    @Override
    void close();
}
