package io.bundlebackup.hostile.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.HttpCaller;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Malformed requests to every operation of the OpenAPI document, made from the document: an operation that is added is tried without a
 * change here. {@code -Dfuzz.requests=2000} says how many an operation gets, {@code -Dfuzz.seed=…} which, and {@code -Dfuzz.number=…} sends
 * the one with that number alone.
 */
class OpenApiFuzzIntegrationTests extends JourneyTest {
    static final int REQUESTS = Integer.getInteger("fuzz.requests", 24);
    static final long SEED = Long.getLong("fuzz.seed", new Random().nextLong(1_000_000_000));
    static final List<String> SETTINGS = List.of(SMALL_PARTS, "backup.limits.sessions=500");

    private static final int NUMBER = Integer.getInteger("fuzz.number", -1);
    private static final int RENEWED_AFTER = 600;
    private static final int MOST_SHOWN = 2_000;

    private final TreeMap<String, String> failures = new TreeMap<>();

    @Override
    public List<String> settings() {
        return SETTINGS;
    }

    /** Whether the request of a number is sent. */
    static boolean isWanted(int number) {
        return NUMBER < 0 || NUMBER == number;
    }

    /** What the request of a number is made of. */
    static Random random(int number) {
        return new Random(SEED * 1_000_003 + number);
    }

    /** The options that send the request of a number again. */
    static String repeat(int number) {
        return "-Dfuzz.seed=" + SEED + " -Dfuzz.number=" + number;
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
        try (var errors = new LoggedErrors()) {
            for (int number = 0; number < operations.size() * REQUESTS; number++) {
                if (number % RENEWED_AFTER == RENEWED_AFTER - 1) {
                    planted.renew();
                }
                if (isWanted(number)) {
                    var request = request(number, operations, planted);
                    var complaint = exchange.complaint(request);
                    note(number, request, complaint == null ? errors.takeLast() : complaint);
                }
            }

            planted.clear();
            assertThat(failures.values()).isEmpty();
            assertThat(errors.takeLast()).isNull();
        }
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + 50);
        assertThat(descriptors()).isLessThan(descriptors + exchange.streams() + 50);
        alice.get("/api/v1/version").is(200);
    }

    private static FuzzedRequest request(int number, List<Operation> operations, Planted planted) {
        var families = Family.values();
        var random = random(number);
        var request = new ValidRequests(RunningService.ALICE)
                .of(operations.get(number % operations.size()), planted.places(), random);
        families[number / operations.size() % families.length].spoil(request, random);
        return request;
    }

    /** Keeps one failure of each kind. */
    private void note(int number, FuzzedRequest request, @Nullable String complaint) {
        if (complaint != null) {
            var id = request.operation.id();
            failures.putIfAbsent(
                    id + " " + complaint.lines().findFirst().orElse(""),
                    id + ", " + repeat(number) + ": " + complaint + "\n" + shown(request.bytes()));
        }
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
