package io.bundlebackup.hostile.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.bundlebackup.client.HttpCaller;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Malformed requests to every operation of the OpenAPI document, made from the document: an operation that is added is tried without a
 * change here. {@code -Dfuzz.requests=2000} says how many an operation gets, {@code -Dfuzz.seed=…} which, and {@code -Dfuzz.number=…} sends
 * the one with that number alone.
 */
class OpenApiFuzzIntegrationTests extends JourneyTest {
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 24);
    private static final long SEED = Long.getLong("fuzz.seed", new Random().nextLong(1_000_000_000));
    private static final int NUMBER = Integer.getInteger("fuzz.number", -1);
    private static final int RENEWED_AFTER = 600;
    private static final int MOST_SHOWN = 2_000;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final TreeMap<String, String> failures = new TreeMap<>();

    @Override
    public List<String> settings() {
        return List.of(SMALL_PARTS, "backup.limits.sessions=500");
    }

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(log);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void everyMalformedRequestGetsADocumentedAnswer() {
        System.out.println("fuzz.seed=" + SEED + ", " + REQUESTS + " requests an operation");
        var document = alice.get("/v3/api-docs").is(200).json();
        var operations = Operation.of(document);
        assertThat(operations).hasSizeGreaterThan(70);
        var planted = new Planted(service, new HttpCaller(service.port(), RunningService.ALICE));
        var exchange = new WireExchange(
                service.port(),
                new Judge(document.path("info").path("description").asString()));
        planted.renew();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        int descriptors = descriptors();

        for (int number = 0; number < operations.size() * REQUESTS; number++) {
            if (number % RENEWED_AFTER == RENEWED_AFTER - 1) {
                planted.renew();
            }
            if (NUMBER < 0 || NUMBER == number) {
                send(number, operations, planted, exchange);
            }
        }

        planted.clear();
        assertThat(failures.values()).isEmpty();
        assertThat(errors()).isEmpty();
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + 50);
        assertThat(descriptors()).isLessThan(descriptors + exchange.streams() + 50);
        alice.get("/api/v1/version").is(200);
    }

    private void send(int number, List<Operation> operations, Planted planted, WireExchange exchange) {
        var operation = operations.get(number % operations.size());
        var families = Family.values();
        var family = families[number / operations.size() % families.length];
        var random = new Random(SEED * 1_000_003 + number);
        var request = new ValidRequests(RunningService.ALICE).of(operation, planted.places(), random);
        family.spoil(request, random);
        int logged = errors().size();
        var complaint = exchange.complaint(request);
        if (complaint == null && errors().size() > logged) {
            complaint = "an error in the log: " + errors().getLast();
        }
        if (complaint != null) {
            var kind = operation.id() + " " + complaint.lines().findFirst().orElse("");
            failures.putIfAbsent(
                    kind,
                    operation.id() + ", " + family + ", -Dfuzz.seed=" + SEED + " -Dfuzz.number=" + number + ": "
                            + complaint + "\n" + shown(request.bytes()));
        }
    }

    private List<String> errors() {
        return new ArrayList<>(log.list)
                .stream()
                        .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                        .map(ILoggingEvent::getFormattedMessage)
                        .toList();
    }

    private static String shown(byte[] request) {
        var text = new String(request, ISO_8859_1);
        var shown = new StringBuilder();
        text.substring(0, Math.min(text.length(), MOST_SHOWN))
                .chars()
                .forEach(c -> shown.append(c == '\n' || c >= ' ' && c < 127 ? "" + (char) c : "\\x%02x".formatted(c)));
        return shown + (text.length() > MOST_SHOWN ? "... (" + text.length() + " bytes)" : "");
    }

    private static int descriptors() {
        return Objects.requireNonNullElse(new File("/proc/self/fd").list(), new String[0]).length;
    }
}
