package io.bundlebackup.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Parts that would write where they must not, or that are no proper tars. */
class HostilePartsIntegrationTests extends HostileRestoreTest {
    private static final String NEGATIVE = "\u00ff".repeat(12);
    private static final String HUGE = "\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff";

    @Test
    void refusesAPathThatLeavesTheRoot() {
        refusedPart(good().file("../kept", "x"), "../kept", "it has a segment \"..\"");
        refusedPart(good().file("d/../../kept", "x"), "d/../../kept", "it has a segment \"..\"");
        refusedPart(good().header("d/..", '5'), "d/..", "it has a segment \"..\"");
    }

    @Test
    void refusesAnAbsolutePath() {
        var path = outside().resolve("kept").toString();
        refusedPart(good().pax("path", path).file("harmless", "x"), path, "it is absolute");
        refusedPart(good().longName('L', path).file("harmless", "x"), path, "it is absolute");
        refusedPart(good().file("/kept", "x"), "/kept", "it is absolute");
    }

    @Test
    void refusesAPathOfAnExtendedHeaderThatLeavesTheRoot() {
        refusedPart(good().pax("path", "../kept").file("harmless", "x"), "../kept", "it has a segment \"..\"");
        refusedPart(good().longName('L', "../kept").file("harmless", "x"), "../kept", "it has a segment \"..\"");
        refusedPart(
                good().pax("GNU.sparse.name", "../kept", "GNU.sparse.size", "0").file("harmless", ""),
                "../kept",
                "it has a segment \"..\"");
        refusedPart(
                good().header("kept", '0', header -> header.text(345, "d/../..")),
                "d/../../kept",
                "it has a segment \"..\"");
    }

    @Test
    void refusesAGlobalPathThatLeavesTheRoot() {
        refusedPart(
                good().records('g', TarBytes.pairs("path", "../kept")).file("harmless", "x"),
                "../kept",
                "it has a segment \"..\"");
    }

    @Test
    void refusesAFileBeneathALinkOfTheSamePart() {
        refused(
                "l/kept",
                PART,
                "not a directory",
                restore -> restore.upload(
                                bundle(),
                                PART,
                                good().link("l", '2', outside().toString())
                                        .file("l/kept", "x")
                                        .end())
                        .is(200));
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
    void refusesAFileThroughWhatTheManifestListsAsADirectory() {
        var manifest = listed().directory("l").file("l/kept", "x");
        refused("l", PART, "is a symbolic link, and something else in the manifest", restore -> {
            restore.uploadManifest(bundle(), manifest).is(204);
            restore.upload(
                            bundle(),
                            PART,
                            good().link("l", '2', outside().toString())
                                    .file("l/kept", "x")
                                    .end())
                    .is(200);
        });
    }

    @Test
    void passesOverAFileBeneathALinkThatTheManifestLists() throws IOException {
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
    void refusesAHardLinkToTheOutside() {
        var reason = "what it is a hard link to cannot be";
        refusedPart(good().link("h", '1', "../outside/kept"), "h", reason);
        refusedPart(good().pax("linkpath", outside() + "/kept").link("h", '1', "good"), "h", reason);
        refusedPart(good().longName('K', "../kept").link("h", '1', "good"), "h", reason);
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
    void refusesDevicesAndFifos() {
        refusedPart(good().header("null", '3'), "null", "it is a device");
        refusedPart(good().header("sda", '4'), "sda", "it is a device");
        refusedPart(good().header("fifo", '6'), "fifo", "it is a fifo");
    }

    @Test
    void refusesAnEntryThatIsThereTwice() {
        var part = good().file("good", "ho").end();
        refused(
                "good",
                PART,
                "its path occurs twice",
                restore -> restore.upload(bundle(), PART, part).is(200));
        refused("good", PART, "has other content than the manifest says", restore -> {
            restore.uploadManifest(bundle(), listed()).is(204);
            restore.upload(bundle(), PART, part).is(200);
        });
    }

    @Test
    void refusesAnEntryOfTwoParts() {
        refused("good", "part.1.tar", "its path occurs twice", restore -> {
            restore.upload(bundle(), PART, good().end()).is(200);
            restore.upload(bundle(), "part.1.tar", good("ho").end()).is(200);
        });
    }

    @Test
    void refusesAWrongChecksum() {
        refusedPart(good().header("x", '0', TarBytes.Header::spoil), null, "checksum");
    }

    @Test
    void refusesAnArchiveThatIsCutOff() {
        var whole = good().file("x", "content").end();
        for (int length : new int[] {0, 512, 700, 1_024, 1_536, 1_700, 2_048, 2_560}) {
            var err = refused(restore ->
                    restore.upload(bundle(), PART, Arrays.copyOf(whole, length)).is(200));
            assertThat(err.path("uri").asString("")).as("%d bytes", length).isEqualTo(PART);
            assertThat(err.path("message").asString("")).contains("cut off");
        }
        refusedPart(Arrays.copyOf(whole, 2_560), null, "cut off");
    }

    @Test
    void refusesAnArchiveThatGoesOnAfterItsEnd() {
        refusedPart(good().raw("\0".repeat(1_024)).file("x", "hidden").cut(), null, "goes on after its end");
        refusedPart(good().raw("\0".repeat(1_024)).raw("\1").cut(), null, "goes on after its end");
    }

    @Test
    void refusesWhatIsNoArchive() {
        refusedPart("no tar at all".getBytes(StandardCharsets.UTF_8), null, "cut off");
        refusedPart(SourceTree.bytes("noise", 2_048), null, "checksum");
    }

    @Test
    void refusesANegativeSize() {
        refusedPart(good().header("x", '0', header -> header.sizeText(NEGATIVE)), "x", "size");
        refusedPart(good().pax("size", "-1").file("x", ""), "x", "the value of size is not a number");
    }

    @Test
    void refusesASizeThatOverflows() {
        refusedPart(
                good().header("x", '0', header -> header.sizeText("\u0080\u0001" + "\0".repeat(10))),
                "x",
                "is too large");
        refusedPart(good().pax("size", "9223372036854775808").file("x", ""), "x", "the value of size is not a number");
        refusedPart(
                good().header("x", '0', header -> header.sizeText(HUGE)), "x", "with it the archive holds more than ");
        refusedPart(
                good().pax("size", "9223372036854775807").file("x", ""), "x", "with it the archive holds more than ");
    }

    /** What is passed over is missed at the end, what is read where it is read. */
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
        refused(null, PART, "cut off", restore -> {
            restore.uploadManifest(bundle(), listed()).is(204);
            restore.upload(bundle(), PART, part).is(200);
        });
    }

    @Test
    void refusesAHugeExtendedHeader() {
        var huge = "11000000 comment=" + "x".repeat(10);
        refusedPart(
                good().header("PaxHeaders/x", 'x', header -> header.size(11_000_000))
                        .content(huge),
                null,
                "extended header is longer than");
        refusedPart(
                good().header("././@LongLink", 'L', header -> header.gnu().size(11_000_000))
                        .content(huge),
                null,
                "extended header is longer than");
    }

    @Test
    void refusesAHugeRecordInASmallHeader() {
        refusedPart(good().records('x', "999999999999 path=x\n").file("x", ""), null, "extended header");
    }

    @Test
    void refusesANameOf256Bytes() {
        var name = "n".repeat(256);
        var err = refusedPath("d/" + name);
        assertThat(err).contains("has a name longer than 255 bytes");
    }

    @Test
    void refusesAPathOf4097Bytes() {
        var path = "d".repeat(200) + ("/" + "d".repeat(199)).repeat(19) + "/" + "x".repeat(96);
        assertThat(path).hasSize(4_097);
        assertThat(refusedPath(path)).contains("is longer than 4096 bytes");
    }

    private String refusedPath(String path) {
        var part = good().pax("path", path).file("harmless", "x").end();
        var without = refused(restore -> restore.upload(bundle(), PART, part).is(200));
        assertThat(without.path("uri").asString("")).isEqualTo(PART);
        assertThat(path).startsWith(without.path("path").asString("").substring(0, 50));
        var with = refused(restore -> {
            restore.uploadManifest(bundle(), listed()).is(204);
            restore.upload(bundle(), PART, part).is(200);
        });
        assertThat(with).isEqualTo(without);
        return with.path("message").asString("");
    }

    @Test
    void refusesMoreEntriesThanTheLimitInASmallPart() {
        var part = good();
        for (int i = 0; i < 1_000; i++) {
            part.header("d" + i + "/", '5');
        }
        refusedPart(part, "d999/", "the archive has more than 1000 entries");
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

    /** Nobody waits for the end of so much of nothing as the disk has room for. */
    @Test
    void isCancelledWhileItReadsALongHole() {
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
