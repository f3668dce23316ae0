package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.session.state.EventType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EventDocumentTests extends EventsFixture {
    @Test
    void describesEveryTypeAndNoOther() throws Exception {
        var document = new EventDocument();

        assertThat(document.messages("sessionEvents"))
                .containsExactlyInAnyOrderElementsOf(typesAnd("hello", "heartbeat"));
        assertThat(document.messages("callerEvents"))
                .containsExactlyInAnyOrderElementsOf(
                        typesAnd("hello", "heartbeat", "session", "bundle", "run", "onOverdue"));
        document.usesAllMessages("sessionEvents", "sendSessionEvents");
        document.usesAllMessages("callerEvents", "sendCallerEvents");
    }

    private static List<String> typesAnd(String... others) {
        return Stream.concat(
                        Stream.of(others), Arrays.stream(EventType.values()).map(EventType::wire))
                .toList();
    }

    @Test
    void describesABackupThatCompletes() throws Exception {
        var document = new EventDocument();
        var session = session();
        try (var socket = client.socket(path(session))) {
            document.accepts(socket.frame("hello"));
            document.accepts(socket.frame("heartbeat"));
        }
        work.scanned(session, 10);
        work.announce(session, 2);
        work.fail(session, 2, "unreadable");
        work.complete(session);
        awaitSeq(session, 9);

        var events = client.get(path(session)).events();
        events.forEach(document::accepts);

        assertThat(events.stream().map(event -> event.path("type").asString()))
                .contains(
                        "onBundleBegin",
                        "onFileReady",
                        "onProcess",
                        "onResultReport",
                        "onBundleEnd",
                        "onAllBundlesEnd");
    }

    @Test
    void describesABackupThatFails() throws Exception {
        var document = new EventDocument();
        var session = session();
        work.breakDown(session);
        awaitSeq(session, 4);

        var events = client.get(path(session)).events();
        events.forEach(document::accepts);

        assertThat(events.stream().filter(event -> event.has("err"))).hasSize(1);
    }

    @Test
    void tellsADeviationFromTheDocument() throws Exception {
        var document = new EventDocument();
        var event = client.get(path(session())).events().getFirst();
        document.accepts(event);

        var more = (ObjectNode) event.deepCopy();
        more.put("color", "red");
        var less = (ObjectNode) event.deepCopy();
        less.remove("data");
        var other = (ObjectNode) event.deepCopy();
        other.put("seq", 0);
        for (JsonNode wrong : new JsonNode[] {more, less, other}) {
            assertThatThrownBy(() -> document.accepts(wrong)).isInstanceOf(AssertionError.class);
        }
    }
}
