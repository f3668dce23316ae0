package io.bundlebackup.session.state;

import java.util.Collection;
import java.util.List;

/**
 * What one decision changes in a session: everything that becomes true together, or not at all. Immutable.
 *
 * @param changed the bundles of {@code after} that differ from {@code before}
 */
public record Transition(
        SessionSnapshot before,
        SessionSnapshot after,
        Collection<BundleSnapshot> changed,
        List<Event> events,
        List<RowWrite> writes) {}
