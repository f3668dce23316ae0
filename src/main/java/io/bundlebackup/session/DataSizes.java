package io.bundlebackup.session;

import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.state.BundleSize;
import io.bundlebackup.session.state.EventType;
import io.bundlebackup.session.state.SizeQuery;
import io.bundlebackup.session.state.SizeReport;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import io.bundlebackup.session.store.EventLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenHarmony's {@code getBackupDataSize}: starts size scans and reads their reports. Thread-safe. */
public final class DataSizes {
    private static final int EVENTS_AT_ONCE = 100;
    private static final Set<String> REPORTS = Set.of(EventType.ON_BACKUP_SIZE_REPORT.wire());

    private final Sessions sessions;
    private final EventLog log;
    private final int mostBundles;
    private final JsonMapper mapper;

    DataSizes(Sessions sessions, EventLog log, int mostBundles, JsonMapper mapper) {
        this.sessions = sessions;
        this.log = log;
        this.mostBundles = mostBundles;
        this.mapper = mapper;
    }

    /**
     * Begins a size scan; its reports are events.
     *
     * @throws ProblemException {@code invalid-argument} for an empty list, too long a one, a name twice; {@code already-appended},
     *     {@code session-ended}, {@code wrong-session-type}, {@code scan-running}
     */
    public SizeReport start(String owner, String id, SizeRequest request, @Nullable KeepReply<SizeReport> remember) {
        var found = sessions.find(owner, id);
        var asked = asked(request);
        return found.requireLive().transact(draft -> {
            Transitions.apply(draft, new Step.MeasureSizes(request.precise(), asked));
            var nothingYet = new SizeReport(List.of(), draft.session().sizes().scanning());
            return draft.remembered(remember, nothingYet);
        });
    }

    private LinkedHashMap<String, Long> asked(SizeRequest request) {
        if (request.bundles().isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_ARGUMENT, "The list of bundles is empty.");
        }
        if (request.bundles().size() > mostBundles) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT, "A size scan takes at most " + mostBundles + " bundles.");
        }
        var limits = CallerScope.limits();
        var asked = new LinkedHashMap<String, Long>();
        for (var one : request.bundles()) {
            // The scan runs for the service, which reaches every bundle.
            var since = limits.reach(one.bundleName()) ? one.lastIncrementalTime() : SizeQuery.NOT_REACHED;
            if (asked.put(one.bundleName(), since) != null) {
                throw new ProblemException(
                        ProblemType.INVALID_ARGUMENT, "The bundle " + one.bundleName() + " is listed twice.");
            }
        }
        return asked;
    }

    /** What the newest scan of the session has reported so far; nothing if there was none. */
    public SizeReport read(String owner, String id) {
        var session = sessions.get(owner, id);
        var sizes = session.sizes();
        var scaned = new ArrayList<BundleSize>();
        var position = sizes.after();
        while (position < sizes.last()) {
            var page = log.read(session.key(), position, sizes.last(), REPORTS, EVENTS_AT_ONCE);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(event ->
                    mapper.readTree(event.json()).path("data").path("scaned").forEach(size -> scaned.add(size(size))));
            position = page.getLast().seq();
        }
        return new SizeReport(scaned, sizes.scanning());
    }

    private static BundleSize size(JsonNode json) {
        return new BundleSize(
                json.path("bundleName").asString(),
                json.path("dataSize").asLong(),
                json.path("incDataSize").asLong());
    }
}
