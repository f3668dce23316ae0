package io.bundlebackup.fault;

import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.LeanService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The packaged service above a {@link FaultLayer}, with one slot and small parts. Starts again when the layer has ended it. */
final class FaultyService implements AutoCloseable {
    private static final String[] OPTIONS = Stream.concat(
                    Stream.of(LeanService.STARTS_SOON),
                    Stream.of(
                            "-Dbackup.pack.part-files=5",
                            "-Dbackup.pack.part-size=256KB",
                            "-Dbackup.scheduler.slots=1"))
            .toArray(String[]::new);

    private final Path home;
    private final FaultLayer layer;
    private LeanService service;
    private @Nullable Client client;

    /** @param home an empty directory */
    FaultyService(Path home) throws IOException, InterruptedException {
        this.home = home;
        this.layer = new FaultLayer(
                Files.createDirectory(home.resolve("layer")), home.resolve("data"), home.resolve("bundles"));
        this.service = LeanService.start(home, "256m", layer.environment(), OPTIONS);
    }

    FaultLayer layer() {
        return layer;
    }

    Path data() {
        return home.resolve("data");
    }

    Client client() throws IOException {
        if (client == null) {
            client = service.client();
        }
        return client;
    }

    /** The data directory of a new, empty bundle. */
    Path bundle(String name) throws IOException {
        return service.bundle(name);
    }

    void startAgainIfKilled() throws IOException {
        if (layer.hasKilled()) {
            service.kill();
            Objects.requireNonNull(client).close();
            client = null;
            layer.startsAgain();
            service = LeanService.start(home, "256m", layer.environment(), OPTIONS);
        }
    }

    @Override
    public void close() {
        layer.disarm();
        if (client != null) {
            client.close();
        }
        service.close();
        layer.close();
    }
}
