package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlControllerTests extends SessionApiTestBase {
    @Test
    void setsTheTimerOfARunningBundle() {
        var path = running();
        var before = Instant.now();

        var answer = alice.put(path + "/bundles/a/timer", "{\"timeout\":30000}")
                .is(200)
                .json();

        assertThat(answer.propertyNames()).containsExactly("result", "timeout", "deadlineAt");
        assertThat(answer.path("result").asBoolean()).isTrue();
        assertThat(answer.path("timeout").asInt()).isEqualTo(30000);
        assertThat(Instant.parse(answer.path("deadlineAt").asString()))
                .isBetween(before.plusSeconds(29), before.plusSeconds(40));
        var bundle = alice.get(path + "/bundles/a").json();
        assertThat(bundle.path("deadlineAt")).isEqualTo(answer.path("deadlineAt"));
    }

    @ParameterizedTest
    @CsvSource({"300,300", "801,800", "0,0", "2147483647,800"})
    void setsTheSendRateOfARunningBundle(String wanted, int rate) {
        var path = running();

        var answer = alice.put(path + "/bundles/a/send-rate", "{\"sendRate\":" + wanted + "}")
                .is(200)
                .json();

        assertThat(answer.path("result").asBoolean()).isTrue();
        assertThat(answer.path("sendRate").asInt()).isEqualTo(rate);
        assertThat(alice.get(path + "/bundles/a").json().path("sendRate").asInt())
                .isEqualTo(rate);
    }

    @Test
    void setsThePriorityOfAQueuedBundle() {
        running();
        var path = alice.session("b");

        var answer = alice.put(path + "/bundles/b/priority", "{\"priority\":5}")
                .is(200)
                .json();

        assertThat(answer.path("result").asBoolean()).isTrue();
        assertThat(answer.path("priority").asInt()).isEqualTo(5);
        assertThat(alice.get(path + "/bundles/b").json().path("priority").asInt())
                .isEqualTo(5);
    }

    @Test
    void changesNothingOfAQueuedBundleButItsPriority() {
        running();
        var path = alice.session("b");

        assertThat(alice.put(path + "/bundles/b/timer", "{\"timeout\":1}")
                        .is(200)
                        .text())
                .isEqualTo("{\"result\":false}");
        assertThat(alice.put(path + "/bundles/b/send-rate", "{\"sendRate\":1}")
                        .is(200)
                        .text())
                .isEqualTo("{\"result\":false}");
    }

    @ParameterizedTest
    @CsvSource({
        "timer,timeout,-1",
        "timer,timeout,14400001",
        "timer,timeout,1.5",
        "timer,timeout,null",
        "timer,timer,1",
        "send-rate,sendRate,-1",
        "send-rate,sendRate,null",
        "priority,priority,null",
        "priority,priority,true",
        "priority,priority,2147483648"
    })
    void refusesAValueOutOfRange(String control, String member, String value) {
        var path = alice.session("nobody");

        alice.put(path + "/bundles/nobody/" + control, "{\"" + member + "\":" + value + "}")
                .isInvalidAt("/" + member);
    }

    @ParameterizedTest
    @CsvSource({"timer,timeout", "send-rate,sendRate", "priority,priority"})
    void steersOnlyWhatIsThere(String control, String member) {
        var path = alice.session("nobody");
        var body = "{\"" + member + "\":1}";

        alice.put(path + "/bundles/b/" + control, body).isProblem(404, "no-such-bundle", 13900020);
        bob.put(path + "/bundles/nobody/" + control, body).isProblem(404, "no-such-session", 13900020);
        alice.send(alice.request(path + "/bundles/nobody/" + control)
                        .PUT(java.net.http.HttpRequest.BodyPublishers.ofString(body)))
                .isProblem(415, "unsupported-media-type", 13900020);
    }

    @Test
    void cancelsARunningBundle() {
        var path = running();

        assertThat(alice.post(path + "/bundles/a/cancel", "").is(200).text()).isEqualTo("{\"result\":0}");
        awaitEnded(path, "a");

        assertThat(alice.post(path + "/bundles/a/cancel", "").is(200).text()).isEqualTo("{\"result\":0}");
        assertThat(alice.get(path + "/bundles/a").json().path("outcome").asString())
                .isEqualTo("cancelled");
    }

    @Test
    void cancelsWithoutABody() {
        var path = running();

        alice.send(alice.request(path + "/bundles/a/cancel").POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                .is(200);
    }

    @Test
    void cancelsNothingThatWasNeverAppended() {
        var path = alice.session("nobody");

        alice.post(path + "/bundles/b/cancel", "").isProblem(404, "no-such-task", 13500012);
        bob.post(path + "/bundles/nobody/cancel", "").isProblem(404, "no-such-session", 13900020);
    }

    @Test
    void givesATimerTheTimeThatItWasAskedFor() {
        running();
        var path = alice.session();
        alice.post(path + "/bundles", "{\"bundles\":[{\"bundleName\":\"b\",\"timeout\":14400000}]}")
                .is(202);

        var bundle = alice.get(path + "/bundles/b").json();

        assertThat(bundle.path("timeout").asLong())
                .isEqualTo(Duration.ofHours(4).toMillis());
        assertThat(bundle.has("deadlineAt")).isFalse();
    }
}
