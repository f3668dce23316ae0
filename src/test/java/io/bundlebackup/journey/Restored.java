package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.backup.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What restores leave in a bundle's data, and of their own beside it or, where that is a mount point, in it. */
public final class Restored {
    private static final String OWN = ".bundle-backup";

    private Restored() {}

    /** The data, without what is the service's, which may still be removing things there. */
    public static Picture picture(Path data) {
        return Picture.of(data, OWN);
    }

    public static Path beside(Path data, String bundle) {
        var inside = data.resolve(OWN);
        return (Files.exists(inside) ? inside : data.resolveSibling(OWN)).resolve(bundle);
    }

    /** Waits until only these are left there: things are removed in the background. */
    public static void awaitBeside(Path data, String bundle, List<String> names) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(
                        () -> assertThat(names(beside(data, bundle))).containsExactlyInAnyOrderElementsOf(names));
    }

    /** The names in a directory; none if it is not there, or is removed meanwhile. */
    public static List<String> names(Path directory) {
        try (var found = Files.list(directory)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
