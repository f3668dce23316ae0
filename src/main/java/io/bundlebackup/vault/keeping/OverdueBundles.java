package io.bundlebackup.vault.keeping;

import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.session.SharedViews;
import io.bundlebackup.session.store.LogWrites;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which bundles are overdue, as it was said to readers of the log of all sessions: each once when it becomes overdue, and again only after a
 * complete snapshot in between. Thread-safe.
 */
final class OverdueBundles implements SharedViews {
    static final String TYPE = "onOverdue";

    /**
     * How a bundle stands that schedules back up into a vault.
     *
     * @param newestComplete when its newest complete snapshot was taken
     * @param since since when it is overdue; null if it is not
     */
    record Standing(
            String vault,
            String bundleName,
            @Nullable Instant newestComplete,
            @Nullable Instant since) {
        private String subject() {
            return vault + "/" + bundleName;
        }
    }

    /** What was said of a bundle. */
    record Said(String vault, String bundleName, Instant since) {
        private String subject() {
            return vault + "/" + bundleName;
        }
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    private final LogWrites writes;
    private final JdbcClient readers;
    private final Supplier<List<Standing>> standings;
    private volatile List<Standing> last = List.of();

    /** @param standings of all bundles that schedules back up, at present */
    OverdueBundles(LogWrites writes, JdbcClient readers, Supplier<List<Standing>> standings) {
        this.writes = writes;
        this.readers = readers;
        this.standings = standings;
    }

    /** Says what has become overdue. */
    synchronized void look() {
        var present = standings.get();
        last = present;
        var said = said();
        var good = new HashSet<>(said.keySet());
        for (var standing : present) {
            var since = standing.since();
            if (since == null) {
                continue;
            }
            good.remove(standing.subject());
            var before = said.get(standing.subject());
            if (before == null || wasGood(standing, before)) {
                say(standing, since);
            }
        }
        good.forEach(subject -> forget(said.get(subject)));
    }

    private static boolean wasGood(Standing standing, Said before) {
        var newest = standing.newestComplete();
        return newest != null && newest.isAfter(before.since());
    }

    private void say(Standing standing, Instant since) {
        writes.writeShown((database, views) -> {
            views.changed(TYPE, standing.subject());
            return database.sql("insert or replace into vault_overdue (vault, bundle, since) values (?, ?, ?)")
                    .params(standing.vault(), standing.bundleName(), since.toEpochMilli())
                    .update();
        });
    }

    private void forget(@Nullable Said said) {
        if (said == null) {
            return;
        }
        writes.writeShown((database, views) -> {
            views.removed(TYPE, said.subject());
            return database.sql("delete from vault_overdue where vault = ? and bundle = ?")
                    .params(said.vault(), said.bundleName())
                    .update();
        });
    }

    private Map<String, Said> said() {
        return readers
                .sql("select vault, bundle, since from vault_overdue")
                .query((row, n) -> new Said(
                        row.getString("vault"), row.getString("bundle"), Instant.ofEpochMilli(row.getLong("since"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Said::subject, said -> said));
    }

    /** How all bundles stood at the last look. */
    List<Standing> last() {
        return last;
    }

    @Override
    public Set<String> types() {
        return Set.of(TYPE);
    }

    @Override
    public @Nullable String members(String type, String subject) {
        var said = said().get(subject);
        if (said == null || !CallerScope.limits().reach(said.bundleName())) {
            return null;
        }
        var data = Map.of(
                "vault", said.vault(),
                "bundleName", said.bundleName(),
                "since", said.since().toString());
        return "\"bundleName\":\"" + said.bundleName() + "\",\"data\":" + JSON.writeValueAsString(data);
    }
}
