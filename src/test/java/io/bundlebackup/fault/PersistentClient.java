package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.BackupSession.Delivered;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.EventGrammar;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SavedBackup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client that tries again after errors of the service, and goes on after the next start when the service has ended. When a call
 * has failed several times, or a bundle does not end, the client switches the faults off; from then on nothing may fail.
 */
final class PersistentClient {
    static final String INDEX = "manage.json.manifest";
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration UNTIL_FAULTS_END = Duration.ofMillis(700);

    private final FaultyService service;

    PersistentClient(FaultyService service) {
        this.service = service;
    }

    /** A session as the client knows it. */
    record Begun(String id) {
        String url(String path) {
            return "/api/v1/sessions/" + id + path;
        }

        String bundle(String path) {
            return url("/bundles/" + SavedBackup.SOURCE + path);
        }
    }

    /** The first answer that is no error of the service. */
    Answer call(Function<Client, Answer> request) {
        var failures = new StringBuilder();
        for (int i = 0; i < 2 * TRIES; i++) {
            if (i == TRIES) {
                service.layer().disarm();
            }
            try {
                var answer = request.apply(service.client());
                if (answer.status() < 500) {
                    return answer;
                }
                assertThat(answer.header("Content-Type")).as(answer.request()).contains("application/problem+json");
                failures.append('\n').append(answer.text());
            } catch (UncheckedIOException e) {
                // A body that breaks off says that the download failed; or the service has ended.
                failures.append('\n').append(e);
                startAgainIfKilled();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new AssertionError("fails although no fault is left:" + failures);
    }

    private void startAgainIfKilled() {
        try {
            service.startAgainIfKilled();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer post(String url, String json) {
        var key = UUID.randomUUID().toString();
        return call(client -> client.post(url, json, "Idempotency-Key", key));
    }

    Begun begin(String json) {
        return new Begun(
                post("/api/v1/sessions", json).is(201).json().path("sessionId").asString(""));
    }

    Begun beginFull() {
        return begin("{\"type\":\"backup\",\"bundles\":" + Client.appended(800, SavedBackup.SOURCE) + "}");
    }

    Begun beginIncrement(byte[] manifest) {
        var session = begin("{\"type\":\"incrementalBackup\"}");
        call(client -> client.put(session.url("/manifests/" + SavedBackup.SOURCE), manifest))
                .is(204);
        post(session.url("/bundles"), "{\"bundles\":" + Client.appended(800, SavedBackup.SOURCE) + "}")
                .is(202);
        return session;
    }

    /** Fetches and closes what is announced, until nothing more will come. */
    void pull(Begun session, Path folder) throws IOException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < 2 * PATIENCE.toNanos()) {
            var page = call(client -> client.get(session.url("/files?state=ready&wait=1&limit=50")))
                    .is(200)
                    .json();
            for (var file : page.path("files")) {
                save(Delivered.of(file), folder);
            }
            if (page.path("files").isEmpty() && !page.path("more").asBoolean(true)) {
                return;
            }
            if (page.path("files").isEmpty()) {
                service.layer().disarm();
            }
        }
        throw new AssertionError("does not end: "
                + call(client -> client.get(session.bundle(""))).text());
    }

    private void save(Delivered file, Path folder) throws IOException {
        var content = fetch(file.contentUrl());
        var manifest = content == null ? null : fetch(file.manifestUrl());
        if (content != null && manifest != null) {
            assertThat(RunningService.sha256(content)).as(file.uri()).isEqualTo(file.sha256());
            assertThat(RunningService.sha256(manifest))
                    .as("manifest of %s", file.uri())
                    .isEqualTo(file.manifestSha256());
            Files.write(folder.resolve(file.uri()), content);
            Files.write(folder.resolve(file.uri() + ".manifest"), manifest);
            call(client -> client.delete(file.contentUrl()));
        }
    }

    /** Null if the file is gone, as its bundle has failed meanwhile or the file was announced anew. */
    private byte @Nullable [] fetch(String url) {
        var answer = call(client -> client.get(url));
        return List.of(404, 409, 410, 412).contains(answer.status())
                ? null
                : answer.is(200).body();
    }

    /** Restores what {@link #pull} saved to another bundle. */
    Begun beginRestore(Path folder, String target) {
        var session =
                begin("{\"type\":\"restore\",\"remoteCapabilities\":" + RestoreSession.capabilities(SavedBackup.SOURCE)
                        + ",\"bundles\":[" + SavedBackup.restored(SavedBackup.SOURCE, target) + "]}");
        if (uploadAll(session, folder)) {
            post(session.bundle("/publish"), "{}");
        }
        return session;
    }

    /** Of manifests only those of indexes, as a client does that keeps no others. False if the bundle has ended meanwhile. */
    private boolean uploadAll(Begun session, Path folder) {
        return Restored.names(folder).stream()
                .filter(name -> !name.endsWith(".manifest") || name.endsWith(INDEX))
                .allMatch(name -> upload(
                        session.bundle("/uploads/" + name.replace(".manifest", "/manifest")), folder.resolve(name)));
    }

    private boolean upload(String url, Path file) {
        var answer = call(client -> {
            try {
                return client.upload(url, BodyPublishers.ofFile(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (List.of(404, 409, 410).contains(answer.status())) {
            return false;
        }
        assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
        return true;
    }

    /**
     * Restores the bundle to another one: the data is the old tree or the new one; if the restore has failed, the next one gives the new tree.
     *
     * @param target the data of the other bundle
     * @param before what the target has; null if nothing is to fail
     */
    void restore(Callable<Begun> begin, Path target, Picture wanted, @Nullable Picture before) throws Exception {
        var session = begin.call();
        var bundle = awaitEnd(session);
        finish(session);
        if (bundle.path("outcome").asString("").equals("completed")) {
            Restored.picture(target).assertSameAs(wanted, "after a restore");
        } else if (bundle.path("err").path("message").asString("").contains("is in place")) {
            // The new tree is there, but a power cut may undo the exchange, so the restore does not count as completed.
            Restored.picture(target).assertSameAs(wanted, "after a restore that could not be made durable: " + bundle);
        } else {
            assertThat(before).as(bundle.toString()).isNotNull();
            Restored.picture(target)
                    .assertSameAs(Objects.requireNonNull(before), "after a restore that failed: " + bundle);
            restore(begin, target, wanted, null);
        }
        awaitEmpty(
                "beside the target",
                () ->
                        Restored.names(Restored.beside(
                                        target, SavedBackup.name(Objects.requireNonNull(target.getParent()))))
                                .stream()
                                .filter(name -> !name.startsWith("previous-"))
                                .toList());
    }

    /** The bundle as it ended. */
    JsonNode awaitEnd(Begun session) {
        long begun = System.nanoTime();
        // In this thread: the service may have to start again meanwhile, which must not be given up halfway.
        return await().pollInSameThread()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> {
                            if (System.nanoTime() - begun > UNTIL_FAULTS_END.toNanos()) {
                                service.layer().disarm();
                            }
                            return call(client -> client.get(session.bundle("")))
                                    .is(200)
                                    .json();
                        },
                        view -> view.path("state").asString("").equals("ended"));
    }

    /** Releases the session. Afterwards nothing of the session is left, and its log is complete. */
    void finish(Begun session) throws Exception {
        call(client -> client.delete(session.url(""))).is(204);
        service.layer().disarm();
        startAgainIfKilled();
        awaitEmpty("staged", () -> Restored.names(service.data().resolve("staging")));
        awaitEmpty("uploaded", () -> RunningService.filesBelow(service.data().resolve("uploads")));
        EventGrammar.check(
                call(client -> client.get(session.url(""))).is(200).json(),
                call(client -> client.get(session.url("/events?limit=1000"))).events());
    }

    static void awaitEmpty(String what, Callable<? extends Iterable<?>> files) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(files.call()).as(what).isEmpty());
    }
}
