package io.bundlebackup.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * Parts that would write outside their tree, or that are not valid tars: one of each kind that reaches a client in its own way. All kinds
 * of wrong tars are in {@code HostileTarTests}, {@code HostileTarHeaderTests}, {@code TarManifestTests} and {@code TreeBuilderRefusalTests}.
 */
class HostilePartsIntegrationTests extends HostileRestoreTest {
    @Test
    void refusesAPathThatLeavesTheRoot() {
        refusedPart(good().file("../kept", "x"), "../kept", "it has a segment \"..\"");
    }

    @Test
    void refusesAFileBeneathALinkOfAnotherPart() {
        refused("l/kept", "part.1.tar", "not a directory", restore -> {
            restore.upload(
                            bundle(),
                            PART,
                            good().link("l", '2', outside().toString()).end())
                    .is(200);
            restore.upload(
                            bundle(),
                            "part.1.tar",
                            new TarBytes().file("l/kept", "x").end())
                    .is(200);
        });
    }

    @Test
    void skipsAFileBeneathALinkThatTheManifestLists() throws IOException {
        var restore = RestoreSession.of(alice, bundle());
        restore.uploadManifest(bundle(), listed().symbolicLink("l", outside().toString()))
                .is(204);
        restore.upload(
                        bundle(),
                        PART,
                        good().link("l", '2', outside().toString())
                                .file("l/kept", "x")
                                .end())
                .is(200);

        restore.restore(bundle());

        var link = service.source(bundle()).resolve("l");
        assertThat(Files.readSymbolicLink(link)).isEqualTo(outside());
    }

    @Test
    void refusesAHardLinkThroughALink() {
        var part = good().link("l", '2', outside().toString())
                .link("h", '1', "l/kept")
                .end();
        var err = refused(restore -> restore.upload(bundle(), PART, part).is(200));
        assertThat(err.path("path").asString("")).isEqualTo("h");
        var manifest = listed().file("h", "outside").symbolicLink("l", outside().toString());
        refused("h", PART, "is a hard link to a file that is not in the archive", restore -> {
            restore.uploadManifest(bundle(), manifest).is(204);
            restore.upload(bundle(), PART, part).is(200);
        });
    }

    @Test
    void refusesAFileThatIsNotAnArchive() {
        refusedPart("no tar at all".getBytes(StandardCharsets.UTF_8), null, "cut off");
        refusedPart(SourceTree.bytes("noise", 2_048), null, "checksum");
    }

    /** A part without a manifest is read whole: the error has the path. With a manifest the entry is skipped, and has none. */
    @Test
    void refusesASizeThatTheArchiveDoesNotHave() {
        var part = good().header("x", '0', header -> header.size(8_000_000))
                .content("x")
                .end();
        refused(
                "x",
                PART,
                "cut off",
                restore -> restore.upload(bundle(), PART, part).is(200));
        refused(null, PART, "cut off", restore -> {
            restore.uploadManifest(bundle(), listed()).is(204);
            restore.upload(bundle(), PART, part).is(200);
        });
    }

    @Test
    void refusesASizeThatTheDiskHasNoRoomFor() {
        var part = good().pax("size", "1152921504606846976").file("x", "").end();
        refused(
                "x",
                PART,
                "with it the archive holds more than ",
                restore -> restore.upload(bundle(), PART, part).is(200));
    }

    @Test
    void countsTheEntriesOfAllPartsThatComeWithoutAManifest() {
        var first = good();
        var second = new TarBytes();
        for (int i = 0; i < 600; i++) {
            first.header("d" + i + "/", '5');
            second.header("e" + i + "/", '5');
        }
        var err = refused(restore -> {
            restore.upload(bundle(), PART, first.end()).is(200);
            restore.upload(bundle(), "part.1.tar", second.end()).is(200);
        });
        assertThat(err.path("uri").asString("")).isEqualTo("part.1.tar");
        assertThat(err.path("message").asString("")).contains("entries");
    }

    /** A cancel does not wait until a hole as large as half the disk is read. */
    @Test
    void cancelsWhileALongHoleIsRead() {
        var size = Long.toString(service.source(bundle()).toFile().getUsableSpace() / 2);
        var part = good().pax(
                        "GNU.sparse.major", "1",
                        "GNU.sparse.minor", "0",
                        "GNU.sparse.name", "x",
                        "GNU.sparse.realsize", size)
                .file("harmless", "1\n" + size + "\n0\n" + "\0".repeat(512 - 5 - size.length()))
                .end();
        var restore = RestoreSession.of(alice, bundle());
        restore.upload(bundle(), PART, part).is(200);
        restore.publish(bundle()).is(202);
        restore.session().awaitBundle(bundle(), "phase", "verifying");

        restore.session().cancel(bundle()).is(200);

        assertThat(restore.awaitEnd(bundle()).path("data").path("outcome").asString(""))
                .isEqualTo("cancelled");
        restore.session().recorder().await("onAllBundlesEnd");
        assertUntouched(restore.session().id());
    }
}
