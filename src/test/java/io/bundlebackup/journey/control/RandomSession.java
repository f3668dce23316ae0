package io.bundlebackup.journey.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.EventGrammar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A client that does what comes into its mind with a session of its own, at moments good and bad. */
final class RandomSession {
    /** What an operation may be answered with, whatever the moment. */
    private static final Set<Integer> ANSWERS = Set.of(200, 202, 204, 404, 409, 410);

    private static final int MOST_CALLS = 10;

    /** How it leaves its session. */
    enum End {
        RELEASED,
        PULLED,
        EXPIRES
    }

    private final Client client;
    private final Random random;
    private final List<String> bundles;
    private final End end;
    private String url = "";

    /** @param known bundles there are, to choose from */
    RandomSession(Client client, Random random, List<String> known) {
        this.client = client;
        this.random = random;
        var shuffled = new ArrayList<>(known);
        Collections.shuffle(shuffled, random);
        this.bundles = List.copyOf(shuffled.subList(0, 1 + random.nextInt(3)));
        int choice = random.nextInt(10);
        this.end = choice < 6 ? End.RELEASED : choice < 9 ? End.PULLED : End.EXPIRES;
    }

    /** Everything up to its end, which with {@link End#EXPIRES} comes later. */
    RandomSession play() {
        var json = "{\"type\":\"backup\"" + (end == End.EXPIRES ? ",\"idleTimeout\":1" : "");
        boolean appends = random.nextInt(4) == 0;
        url = "/api/v1/sessions/"
                + client.post("/api/v1/sessions", json + (appends ? "" : ",\"bundles\":" + toAppend()) + "}")
                        .is(201)
                        .json()
                        .path("sessionId")
                        .asString("");
        if (appends) {
            if (random.nextBoolean()) {
                client.post(
                                url + "/data-size",
                                "{\"isPreciseScan\":" + random.nextBoolean() + ",\"dataList\":[" + "{\"bundleName\":\""
                                        + bundles.getFirst() + "\",\"lastIncrementalTime\":0}]}")
                        .is(202);
            }
            client.post(url + "/bundles", "{\"bundles\":" + toAppend() + "}").is(202);
        }
        int calls = random.nextInt(MOST_CALLS);
        for (int i = 0; i < calls; i++) {
            var answer = call(bundles.get(random.nextInt(bundles.size())));
            assertThat(answer.status())
                    .as("%s: %s", answer.request(), answer.text())
                    .isIn(ANSWERS);
        }
        if (end == End.PULLED) {
            pull();
        }
        if (end != End.EXPIRES) {
            client.delete(url).is(204);
        }
        return this;
    }

    private String toAppend() {
        return bundles.stream()
                .map(name -> "{\"bundleName\":\"" + name + "\",\"sendRate\":"
                        + (end != End.PULLED && random.nextInt(5) == 0 ? 0 : 800)
                        + ",\"priority\":" + random.nextInt(3)
                        + (random.nextInt(8) == 0 ? ",\"timeout\":" + random.nextInt(100) : "") + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private Answer call(String bundle) {
        var at = url + "/bundles/" + bundle;
        return switch (random.nextInt(12)) {
            case 0 -> client.post(at + "/cancel", "{}");
            case 1 -> client.delete(at);
            case 2 -> client.put(at + "/timer", "{\"timeout\":" + random.nextInt(10_000) + "}");
            case 3 -> client.put(at + "/send-rate", "{\"sendRate\":" + (random.nextBoolean() ? 0 : 801) + "}");
            case 4 -> client.put(at + "/priority", "{\"priority\":" + random.nextInt(9) + "}");
            case 5 -> client.post(url + "/bundles", "{\"bundles\":" + Client.appended(1, "com.example.second") + "}");
            case 6 ->
                client.post(
                        url + "/data-size",
                        "{\"isPreciseScan\":false,\"dataList\":[{\"bundleName\":\"" + bundle
                                + "\",\"lastIncrementalTime\":0}]}");
            default -> fetchAndClose();
        };
    }

    private Answer fetchAndClose() {
        var page = client.get(url + "/files?state=ready&limit=3").is(200);
        for (var file : page.json().path("files")) {
            var address = file.path("contentUrl").asString("");
            assertThat(client.get(address).status()).isIn(200, 410);
            assertThat(client.delete(address).status()).isIn(204, 410);
        }
        return page;
    }

    /** All that is left, with nothing held any more; what is queued was never held. */
    private void pull() {
        bundles.forEach(bundle -> client.put(url + "/bundles/" + bundle + "/send-rate", "{\"sendRate\":800}")
                .is(200));
        while (true) {
            var page = client.get(url + "/files?state=ready&wait=20").is(200).json();
            if (page.path("files").isEmpty() && !page.path("more").asBoolean(true)) {
                return;
            }
            for (var file : page.path("files")) {
                assertThat(client.delete(file.path("contentUrl").asString("")).status())
                        .isIn(204, 410);
            }
        }
    }

    /** What its log has to be, once nothing is left to do for it. */
    void check() {
        var view = client.get(url).is(200).json();
        assertThat(view.path("state").asString("")).isEqualTo(end == End.EXPIRES ? "expired" : "released");
        var log = new ArrayList<JsonNode>();
        client.get(url + "/events?limit=1000").is(200).json().path("events").forEach(log::add);
        EventGrammar.check(view, log);
        assertThat(client.get(url + "/files?state=ready").is(200).json().path("files"))
                .isEmpty();
        for (var bundle : view.path("bundles")) {
            assertThat(bundle.has("deadlineAt")).as(bundle.toString()).isFalse();
        }
    }
}
