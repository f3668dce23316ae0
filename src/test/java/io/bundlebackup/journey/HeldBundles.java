package io.bundlebackup.journey;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Brings a bundle into a phase and holds it there, against a service with one slot, a part for every entry, and a staging area of
 * 150 KB. Phases are named as in {@code ControlTable}.
 */
public final class HeldBundles {
    /** What the service has to be started with. */
    public static final String[] SETTINGS = {
        "backup.scheduler.slots=1",
        "backup.pack.part-size=100KB",
        "backup.pack.part-files=1",
        "backup.staging.max-size=150KB"
    };

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger BUNDLES = new AtomicInteger();

    /** Sessions that expired and were not looked at yet. */
    private static final Map<RunningService, Queue<Expired>> EXPIRED = new HashMap<>();

    private static final int EXPIRED_AT_ONCE = 8;

    private record Expired(Answer created, String bundle) {}

    private final RunningService service;
    private final Client client;
    private final Path folder;
    private final int idleSeconds;
    /** Packs one part a second. */
    private @Nullable Held slow;

    public HeldBundles(RunningService service, Client client, Path folder) {
        this(service, client, folder, 1_800);
    }

    /**
     * @param folder a directory of the test, where commands of applications write who they are
     * @param idleSeconds how long the sessions may lie unused
     */
    public HeldBundles(RunningService service, Client client, Path folder, int idleSeconds) {
        this.service = service;
        this.client = client;
        this.folder = folder;
        this.idleSeconds = idleSeconds;
    }

    /** A bundle in its phase. */
    public record Held(BackupSession session, String bundle) {}

    public Held in(String phase) {
        return switch (phase) {
            case "not appended" ->
                new Held(client.create("{\"type\":\"backup\",\"idleTimeout\":" + idleSeconds + "}"), small());
            case "queued" -> queued();
            case "extension" -> extension(script("onBackup", hanging("command")));
            case "scanning" -> scanning();
            case "packing" -> packing();
            case "waiting for a slot" -> waitingForSlot();
            case "held at rate 0" -> atRateZero();
            case "held by full staging" -> byFullStaging();
            case "waiting for its client" -> waitingForClient();
            case "index announced" -> indexAnnounced();
            case "being cancelled" -> beingCancelled();
            default -> ended(phase);
        };
    }

    private Held ended(String phase) {
        return switch (phase) {
            case "completed" -> completed();
            case "failed" -> {
                var held = waitingForClient();
                held.session.setTimer(held.bundle, 0).is(200);
                yield over(held);
            }
            case "cancelled" -> {
                var held = waitingForClient();
                held.session.cancel(held.bundle).is(200);
                yield over(held);
            }
            case "rejected" -> over(backUp("com.example.nowhere" + BUNDLES.incrementAndGet()));
            case "released" -> {
                var held = waitingForClient();
                held.session.release().is(204);
                held.session.recorder().awaitClose();
                yield over(held);
            }
            case "expired" -> expired();
            case "withdrawn" -> {
                var held = queued();
                held.session.withdraw(held.bundle).is(204);
                yield over(held);
            }
            default -> throw new IllegalArgumentException(phase);
        };
    }

    private static Held over(Held held) {
        held.session.awaitBundle(held.bundle, "state", "ended");
        return held;
    }

    public String small() {
        return service.bundle(file("a", "hi"), file("b", "ho"));
    }

    private Held backUp(String bundle) {
        return backUp(800, bundle);
    }

    public Held backUp(int rate, String bundle) {
        return new Held(client.create(json(idleSeconds, rate, bundle)), bundle);
    }

    private static String json(int idleSeconds, int rate, String bundle) {
        return "{\"type\":\"backup\",\"idleTimeout\":" + idleSeconds + ",\"bundles\":" + Client.appended(rate, bundle)
                + "}";
    }

    private static Held inPhase(Held held, String phase) {
        held.session.awaitBundle(held.bundle, "phase", phase);
        return held;
    }

    /** One of its many parts a second. */
    Held packing() {
        var bundle = service.bundle(files(60));
        var held = backUp(1, bundle);
        slow = held;
        held.session.awaitFile(bundle, "part");
        return inPhase(held, "packing");
    }

    private Held queued() {
        packing();
        return backUp(small());
    }

    private Held scanning() {
        var bundle = small();
        service.works().hold(bundle);
        return inPhase(backUp(bundle), "scanning");
    }

    private Held waitingForSlot() {
        var held = waitingForClient();
        packing();
        close(held);
        return inPhase(held, "waitingForSlot");
    }

    private static void close(Held held) {
        for (int i = 1; i <= 3; i++) {
            held.session
                    .close(held.session.awaitFile(held.bundle, file -> true, i))
                    .is(204);
        }
    }

    private Held atRateZero() {
        var bundle = small();
        return inPhase(backUp(0, bundle), "waitingForClient");
    }

    private Held byFullStaging() {
        var held = backUp(service.bundle(
                IntStream.range(0, 8).mapToObj(i -> file("file-" + i, 90_000)).toArray(SourceTree.Node[]::new)));
        held.session.awaitFile(held.bundle, file -> true, 2);
        return inPhase(held, "waitingForClient");
    }

    private Held waitingForClient() {
        return inPhase(backUp(small()), "waitingForClient");
    }

    private Held indexAnnounced() {
        var held = waitingForClient();
        close(held);
        held.session.awaitFile(held.bundle, "index");
        return inPhase(held, "waitingForClient");
    }

    private Held completed() {
        var held = backUp(small());
        held.session.pull(folder);
        return over(held);
    }

    private Held expired() {
        var waiting = EXPIRED.computeIfAbsent(service, service -> new ArrayDeque<>());
        if (waiting.isEmpty()) {
            waiting.addAll(expireSome());
        }
        var first = waiting.remove();
        return over(new Held(client.adopt(first.created), first.bundle));
    }

    /** No request and no reader of events used them for a second; one second for several of them. */
    private List<Expired> expireSome() {
        var some = new ArrayList<Expired>();
        for (int i = 0; i < EXPIRED_AT_ONCE; i++) {
            var bundle = small();
            some.add(new Expired(
                    client.post("/api/v1/sessions", json(1, 800, bundle)).is(201), bundle));
        }
        await().atMost(PATIENCE).until(() -> some.stream().allMatch(this::hasExpired));
        return some;
    }

    private boolean hasExpired(Expired session) {
        var found = client.get("/api/v1/sessions?state=expired&bundleName=" + session.bundle)
                .is(200)
                .json();
        return found.path("sessions").size() == 1;
    }

    /** Its application takes its time to go on. */
    private Held beingCancelled() {
        var held = extension(script("onBackup", hanging("command")) + ","
                + script("onBackupEnd", "echo $$ > $OUT/last; while ! [ -e $OUT/go ]; do sleep 0.02; done"));
        held.session.cancel(held.bundle).is(200);
        awaitWritten("last");
        return held;
    }

    /** Lets bundles end that are being cancelled. */
    public void letGo() {
        try {
            Files.writeString(folder.resolve("go"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (slow != null) {
            slow.session.setRate(slow.bundle, 800).is(200);
        }
    }

    private Held extension(String commands) {
        var bundle = "com.example.held" + BUNDLES.incrementAndGet();
        service.bundleNamed(
                bundle,
                "{\"versionCode\":1,\"versionName\":\"1\",\"extension\":{" + commands + ",\"environment\":{\"OUT\":\""
                        + folder + "\"}}}",
                file("a", "hi"));
        var held = backUp(bundle);
        awaitWritten("command");
        return inPhase(held, "extension");
    }

    private static String hanging(String name) {
        return "echo $$ > $OUT/" + name + "; while :; do sleep 1; done";
    }

    private static String script(String command, String script) {
        return "\"" + command + "\":[\"sh\",\"-c\",\"" + script + "\"]";
    }

    private void awaitWritten(String name) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.exists(folder.resolve(name)) && Files.size(folder.resolve(name)) > 0);
    }

    /** Whether a command of an application that was held here still runs. */
    public boolean commandRuns() {
        try {
            var pid = Files.readString(folder.resolve("command")).strip();
            return !Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1)
                    .contains(") Z ");
        } catch (IOException none) {
            return false;
        }
    }
}
