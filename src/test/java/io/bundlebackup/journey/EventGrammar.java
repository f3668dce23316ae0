package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.web.event.EventDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What the log of an ended session has to be, whatever happened in it (docs/semantics.md, Events). Each event is also checked against
 * its schema in {@code asyncapi.yaml}.
 */
public final class EventGrammar {
    private static final Set<String> WITHOUT_BUNDLE =
            Set.of("onAllBundlesEnd", "onBackupServiceDied", "onBackupSizeReport");
    private static final Set<String> MAY_FAIL = Set.of("onBundleBegin", "onFileReady", "onBundleEnd");

    private enum Stage {
        NOT_BEGUN,
        BEGUN,
        REPORTED,
        INDEX_READY,
        ENDED
    }

    private final JsonNode session;
    private final boolean restore;
    /** Takes further bundles when others have ended. */
    private final boolean incremental;

    private final Map<String, Stage> stages = new LinkedHashMap<>();
    private final Map<String, String> announced = new HashMap<>();
    private final Map<String, String> outcomes = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final ProgressGrammar progress = new ProgressGrammar();
    private final SizeGrammar sizes = new SizeGrammar();
    private int allEnded;
    private boolean endedSince;

    private EventGrammar(JsonNode session) {
        this.session = session;
        this.restore = session.path("type").asString("").equals("restore");
        this.incremental = session.path("type").asString("").equals("incrementalBackup");
        session.path("bundles").forEach(b -> stages.put(b.path("bundleName").asString(""), Stage.NOT_BEGUN));
    }

    /** Checks the log of a session, whose view tells which bundles were appended and how they ended. */
    public static void check(JsonNode session, List<JsonNode> log) {
        var grammar = new EventGrammar(session);
        for (int i = 0; i < log.size(); i++) {
            grammar.wrong.addAll(EventDocument.deviations(log.get(i)));
            grammar.read(i + 1, log.get(i), i == 0 ? null : log.get(i - 1));
        }
        grammar.end(log);
        assertThat(grammar.wrong)
                .as(() -> "the log\n"
                        + String.join("\n", log.stream().map(JsonNode::toString).toList()))
                .isEmpty();
    }

    private void require(boolean holds, JsonNode event, String rule) {
        if (!holds) {
            wrong.add(event.path("seq") + ": " + rule);
        }
    }

    private void read(int seq, JsonNode event, @org.jspecify.annotations.Nullable JsonNode before) {
        var type = event.path("type").asString("");
        require(event.path("seq").asInt(-1) == seq, event, "seq is dense from 1");
        require(event.path("sessionId").equals(session.path("sessionId")), event, "it names its session");
        require(event.path("data").isObject(), event, "data is an object");
        require(before == null || !time(event).isBefore(time(before)), event, "time does not go back");
        require(!event.has("err") || MAY_FAIL.contains(type), event, type + " never has err");
        if (event.has("err")) {
            require(event.path("err").path("code").asInt(0) > 0, event, "err has a code");
            require(!event.path("err").path("message").asString("").isBlank(), event, "err has a message");
        }
        if (WITHOUT_BUNDLE.contains(type)) {
            require(!event.has("bundleName"), event, "it belongs to no bundle");
            require(
                    event.path("data").isEmpty() != type.equals("onBackupSizeReport"),
                    event,
                    "only a report of sizes has data");
            readOfSession(type, event);
        } else {
            var bundle = event.path("bundleName").asString("");
            require(event.path("data").path("bundleName").asString("").equals(bundle), event, "data names the bundle");
            var stage = stages.get(bundle);
            require(stage != null, event, "its bundle was appended");
            if (stage != null) {
                var next = next(stage, type, bundle, event);
                endedSince |= next == Stage.ENDED;
                stages.put(bundle, next);
            }
        }
    }

    private static Instant time(JsonNode event) {
        return Instant.parse(event.path("time").asString(""));
    }

    private void readOfSession(String type, JsonNode event) {
        if (type.equals("onBackupSizeReport")) {
            sizes.read(event, rule -> require(false, event, rule));
        }
        if (type.equals("onAllBundlesEnd")) {
            allEnded++;
            require(
                    stages.values().stream()
                            .allMatch(stage -> stage == Stage.ENDED || incremental && stage == Stage.NOT_BEGUN),
                    event,
                    "every bundle has ended before");
            require(endedSince, event, "something has ended since the last one");
            endedSince = false;
            require(!stages.isEmpty(), event, "something was appended");
        }
    }

    private Stage next(Stage stage, String type, String bundle, JsonNode event) {
        boolean failed = event.has("err");
        switch (type) {
            case "onBundleBegin" -> {
                require(stage == Stage.NOT_BEGUN, event, "a bundle begins once, before all else");
                return failed ? Stage.ENDED : Stage.BEGUN;
            }
            case "onProcess" -> {
                require(stage == Stage.BEGUN, event, "onProcess comes between begin and report");
                progress.read(bundle, event, rule -> require(false, event, rule));
                return stage;
            }
            case "onFileReady" -> {
                return restore ? handle(stage, bundle, event) : fileReady(stage, bundle, event);
            }
            case "onResultReport" -> {
                require(stage == Stage.BEGUN, event, "one report, after the begin");
                return Stage.REPORTED;
            }
            case "onBundleEnd" -> {
                bundleEnd(stage, bundle, event);
                return Stage.ENDED;
            }
            default -> {
                require(false, event, type + " is no type of a backup or restore");
                return stage;
            }
        }
    }

    private Stage fileReady(Stage stage, String bundle, JsonNode event) {
        var data = event.path("data");
        var key = bundle + "/" + data.path("uri").asString("");
        require(key.matches(".+/[A-Za-z0-9_.]{1,255}"), event, "uris are names");
        if (event.has("err")) {
            require(stage == Stage.BEGUN, event, "a file is given up between begin and report");
            require(announced.containsKey(key), event, "what is given up was announced");
            return stage;
        }
        var kind = data.path("kind").asString("");
        var sha256 = data.path("sha256").asString("");
        require(
                data.path("contentUrl").asString("").endsWith("?sha256=" + sha256),
                event,
                "the address names the bytes");
        require(data.path("state").asString("").equals("ready"), event, "what is announced is ready");
        var former = announced.put(key, sha256);
        require(former == null || kind.equals("file"), event, "only big files are announced anew");
        if (kind.equals("index")) {
            require(stage == Stage.REPORTED, event, "the index comes after the report, once");
            return Stage.INDEX_READY;
        }
        require(stage == Stage.BEGUN, event, "parts and files come between begin and report");
        return stage;
    }

    /** Of a restore: OpenHarmony's file handle, which says where to send a file; any number of times. */
    private Stage handle(Stage stage, String bundle, JsonNode event) {
        var data = event.path("data");
        var upload = session.path("sessionId").asString("") + "/bundles/" + bundle.replace(":", "%3A") + "/uploads/"
                + data.path("uri").asString("");
        require(stage == Stage.BEGUN, event, "handles come between begin and report");
        require(!event.has("err"), event, "every handle can be had");
        require(
                Set.copyOf(data.propertyNames()).equals(Set.of("bundleName", "uri", "contentUrl", "manifestUrl")),
                event,
                "a handle tells where to send content and manifest, and nothing else");
        require(data.path("contentUrl").asString("").endsWith("/sessions/" + upload), event, "content goes there");
        require(
                data.path("manifestUrl").asString("").endsWith("/sessions/" + upload + "/manifest"),
                event,
                "the manifest goes there");
        return stage;
    }

    private void bundleEnd(Stage stage, String bundle, JsonNode event) {
        var data = event.path("data");
        var outcome = data.path("outcome").asString("");
        require(stage == Stage.REPORTED || stage == Stage.INDEX_READY, event, "the end comes once, after the report");
        require(Set.of("completed", "failed", "cancelled").contains(outcome), event, "the outcome is known");
        require(event.has("err") == outcome.equals("failed"), event, "err if and only if it failed");
        require(
                restore || !outcome.equals("completed") || stage == Stage.INDEX_READY,
                event,
                "what completes delivered an index");
        require(
                !data.has("lastIncrementalTime") || outcome.equals("completed") && !restore,
                event,
                "a time only when a backup completed");
        outcomes.put(bundle, outcome);
        if (data.has("lastIncrementalTime") || restore && outcome.equals("completed")) {
            progress.completed(bundle, rule -> require(false, event, rule));
        }
    }

    private void end(List<JsonNode> log) {
        stages.forEach((bundle, stage) -> {
            if (stage != Stage.ENDED) {
                wrong.add(bundle + " never ended");
            }
        });
        if (stages.isEmpty() != (allEnded == 0) || allEnded > 1 && !incremental || endedSince) {
            wrong.add(allEnded + " times onAllBundlesEnd");
        }
        if (session.path("lastSeq").asInt(-1) != log.size()) {
            wrong.add("lastSeq is not the last seq");
        }
        for (var bundle : session.path("bundles")) {
            var name = bundle.path("bundleName").asString("");
            var outcome = outcomes.get(name);
            if (outcome != null && !outcome.equals(bundle.path("outcome").asString(""))) {
                wrong.add("the view of " + name + " tells another outcome");
            }
        }
    }
}
