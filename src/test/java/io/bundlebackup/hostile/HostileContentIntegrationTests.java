package io.bundlebackup.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.RestoreSession;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that are not what their manifest says, and manifests and indexes that lie. */
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

    /** In a mount point the service's own directory lies in the data, and what is in it is trusted. */
    @ParameterizedTest
    @ValueSource(strings = {".bundle-backup", ".bundle-backup/x", ".bundle-backup/com.example.b1/previous-0/tree/deep"})
    void refusesWhatLiesInTheServicesOwnDirectoryWhetherThatIsListedOrNot(String path) {
        var reason = "has the name of the service's own directory";
        // What sorts before it, and what almost has its name, is anybody's.
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
    void refusesContentOfAnotherSizeThanTheManifests() {
        refusedInAnyOrder("good", "has 5 bytes, and 2 in the manifest", listed(), new TarBytes().file("good", "hello"));
    }

    @Test
    void refusesContentWithAnotherHashThanTheManifests() {
        refusedInAnyOrder("good", "has other content than the manifest says", listed(), good("ho"));
    }

    @Test
    void refusesABigFileOfAnotherSizeThanTheManifests() {
        refused("x", BIG, "has 3 bytes, and 5 in the manifest", bigFile("hello", "hey"));
    }

    @Test
    void refusesABigFileWithAnotherHashThanTheManifests() {
        refused("x", BIG, "has other content than the manifest says", bigFile("hello", "hallo"));
    }

    private Consumer<RestoreSession> bigFile(String promised, String sent) {
        return restore -> {
            restore.uploadManifest(bundle(), listed().file("x", promised, BIG)).is(204);
            restore.upload(bundle(), PART, good().end()).is(200);
            restore.upload(bundle(), BIG, sent.getBytes(StandardCharsets.ISO_8859_1))
                    .is(200);
        };
    }

    @Test
    void refusesAnEntryThatIsMissingInItsPart() {
        refusedInAnyOrder(
                "more", "is missing in part.0.tar", HandMadeManifest.ofFiles("good", "hi", "more", "x"), good());
    }

    @Test
    void refusesAFurtherNameThatIsMissingInItsPart() {
        refused("more", "part.1.tar", "is missing in part.1.tar", restore -> {
            restore.uploadManifest(bundle(), listed().further("more", "good", "hi", "part.1.tar"))
                    .is(204);
            restore.upload(bundle(), PART, good().end()).is(200);
            restore.upload(bundle(), "part.1.tar", new TarBytes().end()).is(200);
        });
    }

    @Test
    void refusesAnEntryThatComesInAnotherPartThanTheManifestSays() {
        refused("more", "part.1.tar", "is missing in part.1.tar", restore -> {
            restore.uploadManifest(bundle(), listed().file("more", "x", "part.1.tar"))
                    .is(204);
            restore.upload(bundle(), PART, good().file("more", "x").end()).is(200);
            restore.upload(bundle(), "part.1.tar", new TarBytes().end()).is(200);
        });
    }

    @Test
    void refusesAnEntryThatIsSomethingElseInTheManifest() {
        refusedInAnyOrder(
                "more",
                "is a directory, and something else in the manifest",
                HandMadeManifest.ofFiles("good", "hi", "more", "x"),
                good().header("more/", '5'));
        refusedInAnyOrder(
                "more",
                "is a regular file, and something else in the manifest",
                listed().symbolicLink("more", "good"),
                good().file("more", "x"));
    }

    @Test
    void refusesALinkWithAnotherTargetThanTheManifests() {
        refusedInAnyOrder(
                "more",
                "leads to another target than the manifest says",
                listed().symbolicLink("more", "good"),
                good().link("more", '2', outside().toString()));
    }

    @Test
    void refusesAManifestOfOtherPaths() {
        refusedInAnyOrder("bad", "is missing in part.0.tar", HandMadeManifest.ofFiles("bad", "hi"), good());
    }

    @Test
    void refusesAManifestOfOtherSizesAndHashes() {
        var manifest = new HandMadeManifest().directory(".").file("good", 2, OTHER_HASH, PART);
        refusedInAnyOrder("good", "has other content than the manifest says", manifest, good());
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

    @Test
    void refusesAnIndexThatIsNoJson() {
        refusedIndex("[{\"fileName\":\"part.0.tar\"", "is not valid JSON");
        refusedIndex("no JSON", "is not valid JSON");
        refusedIndex("{}", "is not a JSON array");
        refusedIndex("[1]", "is not an array of objects");
        refusedIndex("[] []", "is not an array of objects");
    }

    @Test
    void refusesAnIndexWithAnotherHash() {
        refusedIndex("[{\"fileName\":\"part.0.tar\",\"sha256\":\"" + OTHER_HASH + "\"}]", "another SHA-256");
    }

    @Test
    void refusesAnIndexWithoutAFileName() {
        refusedIndex("[{\"sha256\":\"" + OTHER_HASH + "\"}]", "has an object without a fileName");
    }

    @Test
    void refusesAnIndexThatNamesWhatNoFileCanBe() {
        refusedIndex("[{\"fileName\":\"../kept\",\"sha256\":\"" + OTHER_HASH + "\"}]", "contains an invalid file name");
    }

    @Test
    void refusesAnIndexThatIsNestedTooDeep() {
        refusedIndex("[".repeat(100_000), "is no");
        refusedIndex("[{\"fileName\":\"part.0.tar\",\"x\":" + "[".repeat(100_000), "is not valid JSON");
    }

    private void refusedIndex(String json, String reason) {
        refused(null, INDEX, reason, restore -> {
            restore.uploadManifest(bundle(), listed()).is(204);
            restore.upload(bundle(), PART, good().end()).is(200);
            restore.upload(bundle(), INDEX, json.getBytes(StandardCharsets.UTF_8))
                    .is(200);
        });
    }

    @Test
    void goesOnWithoutTouchingAnythingAfterTwoNewestGenerations() {
        var first = "11111111-1111-1111-1111-111111111111";
        var second = "22222222-2222-2222-2222-222222222222";
        var restore = RestoreSession.of(alice, bundle());
        restore.uploadManifest(
                        bundle(),
                        "1_manage.json",
                        listed().generation(first, "").of(bundle()))
                .is(204);
        restore.uploadManifest(
                        bundle(),
                        "2_manage.json",
                        listed().generation(second, "").of(bundle()))
                .is(204);
        restore.upload(bundle(), PART, good().end()).is(200);

        var problem = restore.publish(bundle()).isProblem(400, "invalid-manifest", INVALID);

        assertThat(problem.json().path("detail").asString("")).contains(first, second);
        assertThat(restore.session().bundle(bundle()).path("state").asString(""))
                .isEqualTo("running");
        restore.session().cancel(bundle()).is(200);
        restore.session().recorder().await("onAllBundlesEnd");
        assertUntouched(restore.session().id());
    }

    @Test
    void refusesGenerationsThatAreEachOthersParents() {
        var first = "11111111-1111-1111-1111-111111111111";
        var second = "22222222-2222-2222-2222-222222222222";
        var restore = RestoreSession.of(alice, bundle());
        restore.uploadManifest(
                        bundle(),
                        "1_manage.json",
                        listed().generation(first, second).of(bundle()))
                .is(204);
        restore.uploadManifest(
                        bundle(),
                        "2_manage.json",
                        listed().generation(second, first).of(bundle()))
                .is(204);

        restore.publish(bundle()).isProblem(400, "invalid-manifest", INVALID);
        restore.session().cancel(bundle()).is(200);
        restore.session().recorder().await("onAllBundlesEnd");
    }

    @Test
    void refusesAManifestOfAnotherBundle() {
        refusedManifest(listed().of("com.example.another"), 1, "is of the bundle com.example.another");
    }

    @Test
    void refusesAManifestWithAPathTwice() {
        refusedManifest(HandMadeManifest.ofFiles("good", "hi", "good", "hi"), 5, "occurs twice");
    }

    @Test
    void refusesAManifestThatIsNotSorted() {
        refusedManifest(HandMadeManifest.ofFiles("good", "hi", "bad", "x"), 5, "is out of order");
    }

    @Test
    void refusesAManifestWhosePathsLeaveTheRoot() {
        refusedManifest(HandMadeManifest.ofFiles("../kept", "x"), 4, "it has a segment \"..\"");
        refusedManifest(HandMadeManifest.ofFiles("%2E%2E/kept", "x"), 4, "it has a segment \"..\"");
        refusedManifest(HandMadeManifest.ofFiles("/kept", "x"), 4, "it is absolute");
        refusedManifest(HandMadeManifest.ofFiles("d/./kept", "x"), 4, "has a segment \".\"");
        refusedManifest(HandMadeManifest.ofFiles("d%00", "x"), 4, "NUL");
    }

    @Test
    void refusesAManifestWithAFileBeneathALink() {
        refusedManifest(
                listed().symbolicLink("l", outside().toString()).file("l/kept", "x"),
                6,
                "lies under l, which is not a directory");
    }

    @Test
    void refusesAManifestWithAFurtherNameOfTheOutside() {
        refusedManifest(listed().further("more", "../kept", "outside"), 5, "..");
        refusedManifest(listed().further("more", "/kept", "outside"), 5, "absolute");
    }

    @Test
    void refusesAFurtherNameOfWhatIsNoFile() {
        refusedManifest(
                listed().symbolicLink("l", outside().toString()).further("more", "l", "outside"),
                6,
                "the first name l of the file is no regular file");
        refusedManifest(
                listed().further("more", "another", "outside"), 5, "the first name another of the file is not listed");
        refusedManifest(
                listed().directory("l").further("more", "l", "outside"),
                6,
                "the first name l of the file is no regular file");
    }

    @Test
    void refusesAManifestWithADeviceOrFifo() {
        refusedManifest(listed().line("null", 0020666, 0, "", "", PART), 5, "");
        refusedManifest(listed().line("pipe", 0010666, 0, "", "", PART), 5, "");
    }

    @Test
    void refusesAManifestThatNamesAFileOfTheServerAsItsContent() {
        refusedManifest(listed().file("x", "hi", "../../token"), 5, "");
        refusedManifest(listed().file("x", "hi", "/etc/passwd"), 5, "");
        refusedManifest(listed().file("x", "hi", ".."), 5, "");
    }

    @Test
    void refusesAManifestWithNamesAndPathsPastTheLimits() {
        refusedManifest(HandMadeManifest.ofFiles("n".repeat(256), "x"), 4, "has a name longer than 255 bytes");
        var path = "d".repeat(200) + ("/" + "d".repeat(199)).repeat(19) + "/" + "x".repeat(96);
        refusedManifest(HandMadeManifest.ofFiles(path, "x"), 4, "is longer than 4096 bytes");
    }

    @Test
    void refusesAManifestThatIsNone() {
        refusedManifest(new byte[0], 1, "empty");
        refusedManifest("no manifest\n".getBytes(StandardCharsets.UTF_8), 1, "first line");
        refusedManifest(new HandMadeManifest().raw("x").of(bundle()), 3, "columns");
        refusedManifest(listed().file("x", -1, OTHER_HASH, PART), 5, "size");
        refusedManifest(listed().raw("x".repeat(2 << 20)), 5, "longer than");
    }
}
