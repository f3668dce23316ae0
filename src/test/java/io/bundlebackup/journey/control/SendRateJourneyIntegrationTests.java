package io.bundlebackup.journey.control;

import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The number of files announced each second, by the times of the events: four rates and a hold, side by side. */
@Tag("alone")
class SendRateJourneyIntegrationTests extends JourneyTest {
    private static final int ATTEMPTS = 6;
    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(3);
    private static final Duration HELD = Duration.ofSeconds(1);

    /** Each rate, and by how much the measured one may differ. */
    private static final Map<Integer, Double> RATES = new LinkedHashMap<>();

    static {
        RATES.put(10, 0.1);
        RATES.put(60, 0.1);
        RATES.put(300, 0.1);
        RATES.put(800, 0.2);
    }

    @Override
    public List<String> settings() {
        return List.of("backup.pack.part-files=1", "backup.scheduler.slots=5");
    }

    /** A session of one bundle, whose events no client reads meanwhile. */
    private record Paced(Client client, String url, String bundle) {
        static Paced start(Client client, List<String> made, String bundle, int rate) {
            var created = client.post(
                            "/api/v1/sessions",
                            "{\"type\":\"backup\",\"bundles\":" + Client.appended(rate, bundle) + "}")
                    .is(201)
                    .json();
            return new Paced(
                    client, "/api/v1/sessions/" + created.path("sessionId").asString(""), bundle);
        }

        void setRate(int rate) {
            client.put(url + "/bundles/" + bundle + "/send-rate", "{\"sendRate\":" + rate + "}")
                    .is(200);
        }

        List<Instant> announced() {
            var times = new ArrayList<Instant>();
            long after = 0;
            while (true) {
                var page = client.get(url + "/events?types=onFileReady&limit=1000&after=" + after)
                        .is(200)
                        .json();
                page.path("events")
                        .forEach(event ->
                                times.add(Instant.parse(event.path("time").asString(""))));
                if (page.path("events").isEmpty()) {
                    return times;
                }
                after = page.path("next").asLong(-1);
            }
        }
    }

    private final List<String> made = new ArrayList<>();

    @AfterEach
    void release() {
        made.forEach(url -> alice.delete(url).is(204));
        made.clear();
    }

    /** Measures up to six times: the first time the service is cold, and other processes may keep the machine busy. */
    @Test
    void sessionsAnnounceAtTheRateOfTheRequestAndRateZeroHolds() {
        var measured = measureAll();
        for (int i = 1; i < ATTEMPTS && !areAsAsked(measured); i++) {
            release();
            measured = measureAll();
        }
        assertThat(areAsAsked(measured)).as("%s", measured).isTrue();
    }

    private static boolean areAsAsked(Map<Integer, Double> measured) {
        return measured.entrySet().stream().allMatch(each -> {
            int rate = each.getKey();
            return Math.abs(each.getValue() - rate) <= rate * RATES.getOrDefault(rate, 0.0);
        });
    }

    private Map<Integer, Double> measureAll() {
        var bundles = new LinkedHashMap<Integer, String>();
        RATES.keySet().forEach(rate -> bundles.put(rate, service.bundle(files(rate * 5))));
        var held = Paced.start(alice, made, service.bundle(files(400)), 60);
        var paced = new LinkedHashMap<Integer, Paced>();
        bundles.forEach((rate, bundle) -> paced.put(rate, Paced.start(alice, made, bundle, rate)));

        await().until(() -> held.announced().size() > 10);
        held.setRate(0);
        int before = held.announced().size();
        await().pollDelay(HELD).until(() -> true);
        assertThat(held.announced()).as("announced while held").hasSize(before);
        held.setRate(60);
        await().until(() -> held.announced().size() > before + 30);
        await().pollDelay(WARM_UP.plus(MEASURED).minus(HELD).plusMillis(500)).until(() -> true);

        var measured = new LinkedHashMap<Integer, Double>();
        paced.forEach((rate, session) -> measured.put(rate, measure(session.announced())));
        System.out.println("Files announced a second, by the rate asked for: " + measured);
        paced.forEach((rate, session) -> {
            if (rate <= 60) {
                assertNoBursts(rate, session);
            }
        });
        return measured;
    }

    private static double measure(List<Instant> times) {
        var from = times.getFirst().plus(WARM_UP);
        var to = from.plus(MEASURED);
        assertThat(times.getLast()).as("long enough to be measured").isAfter(to.minusMillis(200));
        return times.stream()
                        .filter(time -> !time.isBefore(from) && time.isBefore(to))
                        .count()
                / (double) MEASURED.toSeconds();
    }

    /** Times have milliseconds, and a commit takes some: hence a little less than half the spacing. */
    private static void assertNoBursts(int rate, Paced session) {
        var times = session.announced();
        var least = Duration.ofMillis(400 / rate);
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i)))
                    .as("rate %s, announcement %s", rate, i)
                    .isGreaterThanOrEqualTo(least);
        }
    }
}
