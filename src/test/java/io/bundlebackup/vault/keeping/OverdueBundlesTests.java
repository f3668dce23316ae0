package io.bundlebackup.vault.keeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.session.CallerCursor;
import io.bundlebackup.session.SessionTest;
import io.bundlebackup.session.ViewText;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.store.EventText;
import io.bundlebackup.session.web.event.EventDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class OverdueBundlesTests extends SessionTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant MONDAY = Instant.parse("2026-06-01T02:30:00Z");
    private static final Instant TUESDAY = MONDAY.plus(Duration.ofDays(1));
    private static final Instant FRIDAY = MONDAY.plus(Duration.ofDays(4));

    private @Nullable OverdueBundles overdue;
    private List<OverdueBundles.Standing> standings = List.of();
    private String cursor = "";

    @BeforeEach
    void start() {
        watch();
        cursor = service.events.now().text();
    }

    private void watch() {
        overdue = new OverdueBundles(service.journal, service.store.readers, () -> standings);
        service.shared.add(overdue);
    }

    private void look(@Nullable Instant newestComplete, @Nullable Instant since) {
        standings = List.of(new OverdueBundles.Standing("main", "com.example.a", newestComplete, since));
        Objects.requireNonNull(overdue).look();
    }

    /** What readers are told from the place where the last call ended. */
    private List<String> told() throws InterruptedException {
        await().until(() ->
                service.journal.feeds().shown() == service.store.callers.end().position());
        try (var stream = service.events.streamOfAll(
                ALICE, CallerCursor.parse("cursor", cursor), Set.of("onOverdue"), NO_TEXT, true)) {
            var messages = stream.next(10, Duration.ZERO);
            cursor = stream.cursor();
            var told = messages.stream().map(EventText::json).toList();
            told.forEach(json -> assertThat(EventDocument.deviationsOfAll(JSON.readTree(json)))
                    .isEmpty());
            return told;
        }
    }

    @Test
    void saysOnceThatABundleHasBecomeOverdue() throws Exception {
        look(MONDAY, null);
        assertThat(told()).isEmpty();

        look(MONDAY, TUESDAY);

        assertThat(told())
                .singleElement()
                .satisfies(json -> assertThat(json)
                        .contains(
                                "\"type\":\"onOverdue\"", "\"vault\":\"main\"", "\"since\":\"2026-06-02T02:30:00Z\""));
        look(MONDAY, TUESDAY);
        assertThat(told()).isEmpty();
    }

    @Test
    void saysItNotAgainAfterARestart() throws Exception {
        look(null, TUESDAY);
        assertThat(told()).hasSize(1);

        service = service.killAndStart();
        watch();
        look(null, TUESDAY);

        assertThat(told()).isEmpty();
    }

    @Test
    void saysItAgainAfterTheBundleWasGoodInBetween() throws Exception {
        look(MONDAY, TUESDAY);
        look(TUESDAY, null);
        look(TUESDAY, FRIDAY);
        assertThat(told()).singleElement().satisfies(json -> assertThat(json).contains("2026-06-05"));

        // The service was down while the bundle was good.
        look(FRIDAY.plus(Duration.ofDays(1)), FRIDAY.plus(Duration.ofDays(2)));

        assertThat(told()).singleElement().satisfies(json -> assertThat(json).contains("2026-06-07"));
    }

    @Test
    void tellsALaterReaderOnlyOfWhatIsStillOverdue() throws Exception {
        look(MONDAY, TUESDAY);
        look(TUESDAY, null);

        assertThat(told()).isEmpty();
    }

    private static final ViewText NO_TEXT = new ViewText() {
        @Override
        public String session(SessionSnapshot session) {
            return "{}";
        }

        @Override
        public String bundle(SessionSnapshot session, BundleSnapshot bundle) {
            return "{}";
        }
    };
}
