package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.state.SessionState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SessionControllerTests extends SessionApiTestBase {
    private static final String SESSIONS = "/api/v1/sessions";

    @Test
    void createsAnOpenSession() {
        var answer = alice.post(SESSIONS, "{\"type\":\"backup\"}").is(201);
        var session = answer.json();

        assertThat(session.propertyNames())
                .containsExactly(
                        "sessionId", "type", "state", "createdAt", "expiresAt", "lastSeq", "eventsUrl", "bundles");
        var path = SESSIONS + "/" + session.path("sessionId").asString();
        assertThat(answer.header("Location")).contains(path);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(session.path("type").asString()).isEqualTo("backup");
        assertThat(session.path("state").asString()).isEqualTo("open");
        assertThat(session.path("lastSeq").asInt()).isZero();
        assertThat(session.path("eventsUrl").asString()).isEqualTo(path + "/events");
        assertThat(session.path("bundles").isEmpty()).isTrue();
        assertThat(lifetime(session)).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(31));
    }

    private static Duration lifetime(JsonNode session) {
        return Duration.between(
                Instant.parse(session.path("createdAt").asString()),
                Instant.parse(session.path("expiresAt").asString()));
    }

    /** Generated Java clients send an empty list where their program sets none. */
    @Test
    void createsAnOpenSessionForAnEmptyListOfBundles() {
        var session = alice.post(SESSIONS, "{\"type\":\"backup\",\"bundles\":[]}")
                .is(201)
                .json();

        assertThat(session.path("state").asString()).isEqualTo("open");
    }

    @Test
    void createsASessionWithBundlesAndATimeOut() {
        var session = alice.post(
                        SESSIONS,
                        "{\"type\":\"backup\",\"idleTimeout\":60,\"bundles\":" + ApiClient.list("b", "nobody") + "}")
                .is(201)
                .json();

        assertThat(session.path("state").asString()).isEqualTo("running");
        assertThat(lifetime(session)).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
        assertThat(session.path("bundles").path(0).path("bundleName").asString())
                .isEqualTo("b");
        assertThat(session.path("bundles").path(0).path("state").asString()).isEqualTo("queued");
        assertThat(session.path("bundles").path(1).path("outcome").asString()).isEqualTo("rejected");
        assertThat(session.path("bundles").path(1).path("err").path("code").asInt())
                .isEqualTo(13500005);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/type",
                "{'type':null}|/type",
                "{'type':'Backup'}|/type",
                "{'type':7}|/type",
                "{'type':'backup','kind':1}|/kind",
                "{'type':'backup','idleTimeout':0}|/idleTimeout",
                "{'type':'backup','idleTimeout':1801}|/idleTimeout",
                "{'type':'backup','idleTimeout':'60'}|/idleTimeout",
                "{'type':'backup','bundles':{}}|/bundles",
                "{'type':'backup','bundles':[null]}|/bundles/0",
                "{'type':'backup','bundles':[{'bundleName':'7up'}]}|/bundles/0/bundleName",
            })
    void refusesAMalformedSession(String body, String pointer) {
        alice.post(SESSIONS, body.replace('\'', '"')).isInvalidAt(pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'restore'}",
                "{'type':'incrementalBackup'}",
                "{'type':'backup','bundles':[{'bundleName':'a'},{'bundleName':'a'}]}",
                "{'type':'backup','remoteCapabilities':{}}",
                "{'type':'backup','bundles':[{'bundleName':'a','restoreTo':'b'}]}",
                "{'type':'backup','bundles':[{'bundleName':'a','restoreMode':'merge'}]}",
                "{'type':'backup','bundles':[{'bundleName':'a','allowDowngrade':true}]}",
            })
    void makesNoSessionOfAMeaninglessRequest(String body) {
        alice.post(SESSIONS, body.replace('\'', '"')).isProblem(400, "invalid-argument", 13900020);

        assertThat(alice.get(SESSIONS + "?state=open").json().path("sessions").isEmpty())
                .isTrue();
        assertThat(alice.get(SESSIONS + "?state=running")
                        .json()
                        .path("sessions")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void refusesABodyThatIsNotJson() {
        alice.post(SESSIONS, "{\"type\"").isProblem(400, "invalid-request", 401);
        alice.send(alice.request(SESSIONS)
                        .header("Content-Type", "text/plain")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("x")))
                .isProblem(415, "unsupported-media-type", 13900020);
    }

    @Test
    void refusesMoreLiveSessionsThanACallerMayHave() {
        for (int i = 0; i < 4; i++) {
            alice.session();
        }

        var refusal = alice.post(SESSIONS, "{\"type\":\"backup\"}");

        refusal.isProblem(429, "too-many-sessions", 13900011);
        assertThat(refusal.header("Retry-After")).isPresent();
        bob.session();
    }

    @Test
    void showsASessionToItsOwnerOnly() {
        var path = alice.session("b");

        assertThat(alice.get(path).is(200).json().path("sessionId").asString()).isEqualTo(ApiClient.id(path));
        bob.get(path).isProblem(404, "no-such-session", 13900020);
        bob.delete(path).isProblem(404, "no-such-session", 13900020);
        bob.get(path + "/bundles").isProblem(404, "no-such-session", 13900020);
        bob.get(path + "/capabilities").isProblem(404, "no-such-session", 13900020);
        alice.get(SESSIONS + "/nothing").isProblem(404, "no-such-session", 13900020);
    }

    @Test
    void listsTheCallersSessionsNewestFirst() {
        var first = ApiClient.id(alice.session());
        var second = ApiClient.id(alice.session());
        bob.session();

        assertThat(ids(alice.get(SESSIONS + "?state=open").is(200).json())).containsExactly(second, first);
    }

    private static List<String> ids(JsonNode list) {
        var ids = new ArrayList<String>();
        list.path("sessions")
                .forEach(session -> ids.add(session.path("sessionId").asString()));
        return ids;
    }

    @Test
    void listsPageByPage() {
        var first = ApiClient.id(alice.session());
        var second = ApiClient.id(alice.session());
        var third = ApiClient.id(alice.session());

        var page = alice.get(SESSIONS + "?state=open&limit=2").is(200).json();
        alice.session();
        var rest = alice.get(SESSIONS + "?state=open&limit=2&after="
                        + page.path("next").asString())
                .is(200)
                .json();

        assertThat(ids(page)).containsExactly(third, second);
        assertThat(ids(rest)).containsExactly(first);
        assertThat(rest.has("next")).isFalse();
    }

    @Test
    void listsByTypeAndBundle() {
        var with = ApiClient.id(alice.session("d"));
        alice.session("e");

        assertThat(ids(alice.get(SESSIONS + "?state=running&bundleName=d").json()))
                .containsExactly(with);
        assertThat(ids(alice.get(SESSIONS + "?type=restore").is(200).json())).isEmpty();
        assertThat(ids(alice.get(SESSIONS + "?type=backup&state=running").json()))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "state=gone,state",
        "type=full,type",
        "bundleName=7up,bundleName",
        "limit=0,limit",
        "limit=1001,limit",
        "limit=many,limit",
        "after=!,after",
        "after=bm9uZQ,after"
    })
    void refusesAQueryThatItDoesNotUnderstand(String query, String parameter) {
        alice.get(SESSIONS + "?" + query).isInvalidParameter(parameter);
    }

    @Test
    void releasesASession() {
        var path = alice.session();

        assertThat(alice.delete(path).is(204).text()).isEmpty();
        alice.delete(path).is(204);

        assertThat(alice.get(path).is(200).json().path("state").asString()).isEqualTo("released");
        alice.delete(SESSIONS + "/nothing").isProblem(404, "no-such-session", 13900020);
    }

    @Test
    void releasesASessionAtWork() {
        var path = running();

        alice.delete(path).is(204);
        await("alice", ApiClient.id(path), s -> s.state() == SessionState.RELEASED);

        var bundle = alice.get(path).json().path("bundles").path(0);
        assertThat(bundle.path("outcome").asString()).isEqualTo("cancelled");
        work.awaitOver(ApiClient.id(path), "a");
    }

    @Test
    void describesWhatMayBeBackedUpBeforeTheAppend() {
        var answer = alice.get(alice.session() + "/capabilities").is(200);

        var names = new ArrayList<String>();
        answer.json()
                .path("bundleInfos")
                .forEach(bundle -> names.add(bundle.path("name").asString()));
        assertThat(names).containsExactly("a", "b", "c", "d", "e");
        assertThat(answer.json().path("backupVersion").asString()).isEqualTo("16.0");
        // Nobody has ever measured the last one.
        assertThat(answer.json()
                        .path("bundleInfos")
                        .path(4)
                        .path("spaceOccupied")
                        .asInt(-1))
                .isZero();
        assertThat(answer.json().path("bundleInfos").path(0).has("increSpaceOccupied"))
                .isFalse();
        assertThat(answer.header("Content-Disposition")).contains("attachment; filename=localCapabilities.json");
    }

    @Test
    void describesTheBundlesOfTheSessionAfterTheAppend() {
        var path = alice.session("c", "nobody", "forbidden");

        var infos = alice.get(path + "/capabilities").is(200).json().path("bundleInfos");

        assertThat(infos.size()).isEqualTo(2);
        assertThat(infos.path(0).path("name").asString()).isEqualTo("c");
        assertThat(infos.path(1).path("name").asString()).isEqualTo("forbidden");
        assertThat(infos.path(1).path("allToBackup").asBoolean()).isFalse();
    }
}
