package io.bundlebackup.session;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Views that belong to no caller, for readers of the log of all sessions: vaults implement this interface. When a view has changed, whoever writes its
 * rows says so ({@link io.bundlebackup.session.store.LogWrites}). Thread-safe.
 */
public interface SharedViews {
    /** The types of the messages that show these views. */
    Set<String> types();

    /**
     * The present view, which is at least as new as what readers have been told of.
     *
     * @return the members of the message beside {@code type}, {@code time} and {@code cursor}, as they stand in a JSON object; {@code null} if there is
     *     nothing to show any more, or if the caller of this thread does not reach what the view is of
     */
    @Nullable
    String members(String type, String subject);
}
