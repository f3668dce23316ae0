package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.LeanService;
import io.bundlebackup.journey.RestoreSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thirty-two clients upload while every flush takes 30 ms more: no client is refused, and they share flushes. */
class SlowFlushesIntegrationTests {
    private static final int CLIENTS = 32;
    private static final int UPLOADS = 5;
    private static final String[] OPTIONS = Stream.concat(
                    Stream.of(LeanService.STARTS_SOON), Stream.of("-Dbackup.limits.sessions=64"))
            .toArray(String[]::new);

    @TempDir
    private Path home = Path.of("");

    @Test
    void uploadsOfManyClientsShareFlushesAndNoneIsRefused() throws Exception {
        try (var layer = new FaultLayer(
                        Files.createDirectory(home.resolve("layer")), home.resolve("data"), home.resolve("bundles"));
                var service = LeanService.start(home, "256m", layer.environment(), OPTIONS)) {
            try (var client = service.client()) {
                var restores = new ArrayList<RestoreSession>();
                for (int i = 0; i < CLIENTS; i++) {
                    service.bundle("b" + i);
                    restores.add(RestoreSession.of(client, "b" + i));
                }

                var intoMany = flushesOfAnUpload(layer, restores);
                var intoOne = flushesOfAnUpload(layer, List.of(restores.getFirst()));

                // Without sharing: one flush of the bytes, one of the directory, two of the database.
                assertThat(intoMany)
                        .as("flushes of an upload into one of 32 restores")
                        .isBetween(1.0, 3.5);
                assertThat(intoOne).as("flushes of an upload into one restore").isBetween(1.0, 2.5);
            }
            layer.disarm();
            assertThat(service.complaints()).isEmpty();
        }
    }

    private static double flushesOfAnUpload(FaultLayer layer, List<RestoreSession> restores) throws Exception {
        var into = restores.size();
        layer.slow(FaultLayer.SYNC, FaultLayer.OF_THE_SERVICE, Duration.ofMillis(30));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                all.add(() -> {
                    for (int j = 0; j < UPLOADS; j++) {
                        var uri = "part.of" + into + "." + number + "." + j + ".tar";
                        restores.get(number % into)
                                .upload("b" + number % into, uri, new byte[2_000])
                                .is(200);
                    }
                    return true;
                });
            }
            for (var each : threads.invokeAll(all)) {
                assertThat(each.get()).isTrue();
            }
        }
        return layer.counted() / (double) (CLIENTS * UPLOADS);
    }
}
