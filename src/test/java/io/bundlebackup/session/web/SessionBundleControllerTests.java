package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.state.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SessionBundleControllerTests extends SessionApiTestBase {
    @Test
    void appendsBundles() {
        running();
        var path = alice.session();

        var appended = alice.post(
                        path + "/bundles",
                        "{\"bundles\":[{\"bundleName\":\"b\",\"priority\":-3,\"timeout\":30000,\"sendRate\":900,"
                                + "\"parameters\":\"{}\",\"info\":{\"infos\":[{\"n\":1.10}]}},{\"bundleName\":\"forbidden\"}]}")
                .is(202)
                .json();

        assertThat(appended.propertyNames()).containsExactly("bundles");
        var queued = appended.path("bundles").path(0);
        assertThat(queued.propertyNames())
                .containsExactly(
                        "bundleName",
                        "state",
                        "priority",
                        "timeout",
                        "sendRate",
                        "filesReady",
                        "filesClosed",
                        "bytesReady",
                        "bytesClosed",
                        "failedCount",
                        "queuedAt");
        assertThat(queued.path("state").asString()).isEqualTo("queued");
        assertThat(queued.path("priority").asInt()).isEqualTo(-3);
        assertThat(queued.path("timeout").asInt()).isEqualTo(30000);
        assertThat(queued.path("sendRate").asInt()).isEqualTo(800);
        var rejected = appended.path("bundles").path(1);
        assertThat(rejected.path("state").asString()).isEqualTo("ended");
        assertThat(rejected.path("outcome").asString()).isEqualTo("rejected");
        assertThat(rejected.path("err").path("code").asInt()).isEqualTo(13500001);
        assertThat(rejected.path("err").propertyNames()).containsExactly("code", "message");
        assertThat(rejected.has("endedAt")).isTrue();
        assertThat(rejected.has("beganAt")).isFalse();
    }

    @Test
    void keepsWhatTheApplicationIsToldAsItWasWritten() {
        var path = alice.session();
        alice.post(
                        path + "/bundles",
                        "{\"bundles\":[{\"bundleName\":\"b\",\"parameters\":\"p\",\"info\":{\"unknown\":[1.10,1e400,{\"ü\":null}]}}]}")
                .is(202);

        var words = work.awaitBegin(ApiClient.id(path), "b").clientWords();
        assertThat(words.parameters()).isEqualTo("p");
        assertThat(words.info()).isEqualTo("{\"unknown\":[1.10,1E+400,{\"ü\":null}]}");
    }

    @Test
    void showsARunningBundle() {
        var path = running();
        work.step(ApiClient.id(path), "a", task -> task.recordTotals(3, 300));
        work.step(ApiClient.id(path), "a", task -> task.enter(Phase.PACKING));

        var bundle = alice.get(path + "/bundles/a").is(200).json();

        assertThat(bundle.path("state").asString()).isEqualTo("running");
        assertThat(bundle.path("phase").asString()).isEqualTo("packing");
        assertThat(bundle.path("filesTotal").asInt()).isEqualTo(3);
        assertThat(bundle.path("bytesTotal").asInt()).isEqualTo(300);
        assertThat(bundle.path("timeout").asInt()).isEqualTo(900_000);
        assertThat(bundle.has("deadlineAt")).isTrue();
        assertThat(bundle.has("beganAt")).isTrue();
        assertThat(bundle.has("outcome")).isFalse();
    }

    @Test
    void hasNoDeadlineWhileTheBundleWaitsForItsClient() {
        var path = running();
        work.step(ApiClient.id(path), "a", task -> task.enter(Phase.WAITING_FOR_CLIENT));

        var bundle = alice.get(path + "/bundles/a").is(200).json();

        assertThat(bundle.path("phase").asString()).isEqualTo("waitingForClient");
        assertThat(bundle.has("deadlineAt")).isFalse();
    }

    @Test
    void showsACompletedBundle() {
        var path = running();
        work.finish(ApiClient.id(path), "a", 1_700_000_000L);
        awaitEnded(path, "a");

        var bundle = alice.get(path + "/bundles/a").is(200).json();

        assertThat(bundle.path("outcome").asString()).isEqualTo("completed");
        assertThat(bundle.path("lastIncrementalTime").asLong()).isEqualTo(1_700_000_000L);
        assertThat(bundle.has("phase")).isFalse();
        assertThat(bundle.has("err")).isFalse();
        assertThat(bundle.has("endedAt")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/bundles",
                "{'bundles':'a'}|/bundles",
                "{'bundles':[{}]}|/bundles/0/bundleName",
                "{'bundles':[{'bundleName':'a'},{'bundleName':'a b'}]}|/bundles/1/bundleName",
                "{'bundles':[{'bundleName':'a:0'}]}|/bundles/0/bundleName",
                "{'bundles':[{'bundleName':'a','colour':1}]}|/bundles/0/colour",
                "{'bundles':[{'bundleName':'a','priority':'1'}]}|/bundles/0/priority",
                "{'bundles':[{'bundleName':'a','priority':1.5}]}|/bundles/0/priority",
                "{'bundles':[{'bundleName':'a','timeout':-1}]}|/bundles/0/timeout",
                "{'bundles':[{'bundleName':'a','timeout':14400001}]}|/bundles/0/timeout",
                "{'bundles':[{'bundleName':'a','sendRate':-1}]}|/bundles/0/sendRate",
                "{'bundles':[{'bundleName':'a','parameters':{}}]}|/bundles/0/parameters",
                "{'bundles':[{'bundleName':'a','info':'text'}]}|/bundles/0/info",
                "{'bundles':[{'bundleName':'a','info':[]}]}|/bundles/0/info",
            })
    void refusesAMalformedAppend(String body, String pointer) {
        var path = alice.session();

        alice.post(path + "/bundles", body.replace('\'', '"')).isInvalidAt(pointer);

        assertThat(alice.get(path).json().path("state").asString()).isEqualTo("open");
    }

    @Test
    void refusesParametersThatAreTooLong() {
        var body = "{\"bundles\":[{\"bundleName\":\"a\",\"parameters\":\"" + "x".repeat(65_537) + "\"}]}";

        alice.post(alice.session() + "/bundles", body).isInvalidAt("/bundles/0/parameters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'bundles':[]}|empty",
                "{'bundles':[{'bundleName':'a'},{'bundleName':'a'}]}|twice",
                "{'bundles':[{'bundleName':'a','lastIncrementalTime':1}]}|lastIncrementalTime",
                "{'bundles':[{'bundleName':'a','restoreTo':'b'}]}|restoreTo",
                "{'bundles':[{'bundleName':'a','restoreMode':'merge'}]}|restoreMode",
                "{'bundles':[{'bundleName':'a','allowDowngrade':true}]}|allowDowngrade",
                "{'bundles':[{'bundleName':'a'}],'remoteCapabilities':{}}|remoteCapabilities",
                "{'bundles':[{'bundleName':'a','info':{'details':[{'type':'app_mapping_relation'}]}}]}|app_mapping_relation",
                "{'bundles':[{'bundleName':'a','info':{'app_mapping_relation':[]}}]}|app_mapping_relation",
            })
    void refusesAMeaninglessAppend(String body, String word) {
        var path = alice.session();

        var problem =
                alice.post(path + "/bundles", body.replace('\'', '"')).isProblem(400, "invalid-argument", 13900020);

        assertThat(problem.json().path("detail").asString()).contains(word);
        assertThat(alice.get(path).json().path("state").asString()).isEqualTo("open");
    }

    @Test
    void takesTextThatOnlyNamesTheMapping() {
        alice.post(
                        alice.session() + "/bundles",
                        "{\"bundles\":[{\"bundleName\":\"b\",\"info\":{\"note\":\"app_mapping_relation\"}}]}")
                .is(202);
    }

    @Test
    void refusesMoreBundlesThanASessionTakes() {
        alice.post(alice.session() + "/bundles", ApiClient.append("a", "b", "c", "d", "e", "f", "g"))
                .isProblem(400, "invalid-argument", 13900020);
    }

    @Test
    void refusesASecondAppend() {
        var path = alice.session("b");

        alice.post(path + "/bundles", ApiClient.append("c")).isProblem(409, "already-appended", 13900001);
    }

    @Test
    void refusesAnAppendToASessionThatHasEnded() {
        var path = alice.session();
        alice.delete(path).is(204);

        alice.post(path + "/bundles", ApiClient.append("c")).isProblem(409, "session-ended", 13900001);
    }

    @Test
    void refusesAnAppendToASessionThatIsNotThere() {
        alice.post("/api/v1/sessions/nothing/bundles", ApiClient.append("c"))
                .isProblem(404, "no-such-session", 13900020);
    }

    @Test
    void listsBundlesPageByPageInTheOrderOfTheirAppend() {
        var path = alice.session("c", "a", "b");

        var page = alice.get(path + "/bundles?limit=2").is(200).json();
        var rest = alice.get(
                        path + "/bundles?limit=2&after=" + page.path("next").asString())
                .is(200)
                .json();

        assertThat(names(page)).containsExactly("c", "a");
        assertThat(names(rest)).containsExactly("b");
        assertThat(rest.has("next")).isFalse();
    }

    private static List<String> names(JsonNode list) {
        var names = new ArrayList<String>();
        list.path("bundles")
                .forEach(bundle -> names.add(bundle.path("bundleName").asString()));
        return names;
    }

    @ParameterizedTest
    @CsvSource({"limit=0,limit", "after=!,after", "after=bm9uZQ,after"})
    void refusesAPageThatItDoesNotUnderstand(String query, String parameter) {
        alice.get(alice.session("b") + "/bundles?" + query).isInvalidParameter(parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "7up", "%20"})
    void answersWithoutABundleThatWasNotAppended(String name) {
        var path = alice.session("b");

        alice.get(path + "/bundles/" + name).isProblem(404, "no-such-bundle", 13900020);
        alice.delete(path + "/bundles/" + name).isProblem(404, "no-such-bundle", 13900020);
        alice.get("/api/v1/sessions/nothing/bundles/" + name).isProblem(404, "no-such-session", 13900020);
    }

    @Test
    void withdrawsAQueuedBundle() {
        running();
        var path = alice.session("b");

        alice.delete(path + "/bundles/b").is(204);
        alice.delete(path + "/bundles/b").is(204);

        var bundle = alice.get(path + "/bundles/b").is(200).json();
        assertThat(bundle.path("outcome").asString()).isEqualTo("cancelled");
        assertThat(bundle.path("err").path("code").asInt()).isEqualTo(13500011);
        assertThat(alice.get(path).json().path("state").asString()).isEqualTo("completed");
    }

    @Test
    void cancelsARunningBundleByDelete() {
        var path = running();

        alice.delete(path + "/bundles/a").is(204);
        awaitEnded(path, "a");

        var bundle = alice.get(path + "/bundles/a").json();
        assertThat(bundle.path("outcome").asString()).isEqualTo("cancelled");
        assertThat(bundle.has("err")).isFalse();
        alice.delete(path + "/bundles/a").is(204);
    }
}
