package io.bundlebackup.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.RestoreSession;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Uploads that differ from their manifest, and wrong manifests and indexes: one of each kind that reaches a client in its own way. All
 * kinds are in {@code TreeBuilderRefusalTests}, {@code ManifestReaderTests}, {@code ManifestIndexTests} and {@code RestoreCheckTests}.
 */
class HostileContentIntegrationTests extends HostileRestoreTest {
    private static final String BIG = "0123456789abcdef.bin";
    private static final String INDEX = "manage.json";
    private static final String OTHER_HASH = "0".repeat(64);

    private Consumer<RestoreSession> uploads(HandMadeManifest manifest, byte[] part) {
        return restore -> {
            restore.uploadManifest(bundle(), manifest).is(204);
            restore.upload(bundle(), PART, part).is(200);
        };
    }

    /** The same with the manifest last. */
    private Consumer<RestoreSession> reversed(HandMadeManifest manifest, byte[] part) {
        return restore -> {
            restore.upload(bundle(), PART, part).is(200);
            restore.uploadManifest(bundle(), manifest).is(204);
        };
    }

    private void refusedInAnyOrder(String path, String reason, HandMadeManifest manifest, TarBytes part) {
        refused(path, PART, reason, uploads(manifest, part.end()));
        refused(path, PART, reason, reversed(manifest, part.end()));
    }

    /** In a mount point the service's own directory lies in the data, and the service trusts its content. */
    @ParameterizedTest
    @ValueSource(strings = {".bundle-backup", ".bundle-backup/com.example.b1/previous-0/tree/deep"})
    void refusesAPathInTheServicesOwnDirectoryWithAndWithoutAManifest(String path) {
        var reason = "has the name of the service's own directory";
        // The application may have paths that sort before it, and names that begin like it.
        var manifest = new HandMadeManifest()
                .directory(".")
                .file("!", "hi")
                .file(path, "hi")
                .file(".bundle-backup-of-mine", "hi")
                .file("good", "hi");
        var part = new TarBytes()
                .file("!", "hi")
                .file(path, "hi")
                .file(".bundle-backup-of-mine", "hi")
                .file("good", "hi");
        refusedInAnyOrder(path, reason, manifest, part);
        var err = refused(restore -> restore.upload(bundle(), PART, part.end()).is(200));
        assertThat(err.path("message").asString("")).contains(reason);
    }

    @Test
    void refusesContentWithAnotherHashThanTheManifests() {
        refusedInAnyOrder("good", "has other content than the manifest says", listed(), good("ho"));
    }

    @Test
    void refusesABigFileWithAnotherHashThanTheManifests() {
        refused("x", BIG, "has other content than the manifest says", restore -> {
            restore.uploadManifest(bundle(), listed().file("x", "hello", BIG)).is(204);
            restore.upload(bundle(), PART, good().end()).is(200);
            restore.upload(bundle(), BIG, "hallo".getBytes(StandardCharsets.US_ASCII))
                    .is(200);
        });
    }

    @Test
    void refusesAnEntryThatIsMissingInItsPart() {
        refusedInAnyOrder(
                "more", "is missing in part.0.tar", HandMadeManifest.ofFiles("good", "hi", "more", "x"), good());
    }

    @Test
    void refusesASizeThatNothingCanHave() {
        var manifest = new HandMadeManifest().directory(".").file("good", Long.MAX_VALUE, OTHER_HASH, PART);
        var err = failed(13900025, uploads(manifest, good().end()));
        assertThat(err.path("message").asString("")).contains("needs 9223372036854775807 bytes");
    }

    @Test
    void refusesSizesWhoseSumOverflows() {
        var manifest = new HandMadeManifest()
                .directory(".")
                .file("good", Long.MAX_VALUE, OTHER_HASH, PART)
                .file("more", Long.MAX_VALUE, OTHER_HASH, PART)
                .file("most", Long.MAX_VALUE, OTHER_HASH, PART);
        refusedManifest(manifest, 5, "more than 9223372036854775807 bytes together");
    }

    @ParameterizedTest
    @MethodSource("badIndexes")
    void refusesABadIndex(String json, String reason) {
        refused(null, INDEX, reason, restore -> {
            restore.uploadManifest(bundle(), listed()).is(204);
            restore.upload(bundle(), PART, good().end()).is(200);
            restore.upload(bundle(), INDEX, json.getBytes(StandardCharsets.UTF_8))
                    .is(200);
        });
    }

    static List<Arguments> badIndexes() {
        return List.of(
                Arguments.of("[{\"fileName\":\"part.0.tar\"", "is not valid JSON"),
                Arguments.of("no JSON", "is not valid JSON"),
                Arguments.of("{}", "is not a JSON array"),
                Arguments.of("[1]", "is not an array of objects"),
                Arguments.of("[] []", "is not an array of objects"),
                Arguments.of("[{\"fileName\":\"part.0.tar\",\"sha256\":\"" + OTHER_HASH + "\"}]", "another SHA-256"),
                Arguments.of("[{\"sha256\":\"" + OTHER_HASH + "\"}]", "has an object without a fileName"),
                Arguments.of(
                        "[{\"fileName\":\"../kept\",\"sha256\":\"" + OTHER_HASH + "\"}]",
                        "contains an invalid file name"),
                Arguments.of("[".repeat(100_000), "is no"),
                Arguments.of("[{\"fileName\":\"part.0.tar\",\"x\":" + "[".repeat(100_000), "is not valid JSON"));
    }

    @Test
    void refusesAManifestWhosePathsLeaveTheRoot() {
        refusedManifest(HandMadeManifest.ofFiles("../kept", "x"), 4, "it has a segment \"..\"");
    }
}
