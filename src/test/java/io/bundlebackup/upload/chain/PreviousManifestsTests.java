package io.bundlebackup.upload.chain;

import static io.bundlebackup.upload.UploadFixture.BUNDLE;
import static io.bundlebackup.upload.UploadFixture.ID;
import static io.bundlebackup.upload.UploadFixture.SESSION;
import static io.bundlebackup.upload.UploadFixture.body;
import static io.bundlebackup.upload.UploadFixture.bytes;
import static io.bundlebackup.upload.UploadFixture.cut;
import static io.bundlebackup.upload.UploadFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.FailingChannel;
import io.bundlebackup.upload.FakeBundles;
import io.bundlebackup.upload.FakeIncrements;
import io.bundlebackup.upload.FedBody;
import io.bundlebackup.upload.HeldBody;
import io.bundlebackup.upload.ManifestText;
import io.bundlebackup.upload.UploadFixture;
import io.bundlebackup.upload.UploadTest;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.ExpectedDigests;
import io.bundlebackup.upload.receive.UploadChunk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PreviousManifestsTests extends UploadTest {
    private static final String ALICE = FakeBundles.OWNER;
    private static final String HASH = "0123456789ABCDEF".repeat(4);
    private static final String VERSION_ONE =
            "version=1.0&attrNum=8\npath;mode;dir;size;mtime;hash;usertar;encodeFlag\n" + "/z;33200;0;123;1700000000;"
                    + HASH + ";0;0\n/d;16893;1;4096;1700000000;;0;0\n";

    private void put(String text) throws IOException {
        fixture.previous.put(ALICE, ID, UploadChunk.whole(body(text), bytes(text).length));
    }

    private PreviousManifest found() {
        return fixture.previous.find(ID).orElseThrow();
    }

    private static ManifestText increment() {
        return new ManifestText(2, 1)
                .file("a", 10, "1700000000001_part.0.tar")
                .file("b", 20, "1700000000003_part.0.tar")
                .file("c", 30, "1700000000002_manage.json")
                .file("d", 40, "part.0.tar")
                .file("e", 40, "99")
                .file("f", 50, "1700000000009.tar")
                .file("g", 0, "");
    }

    @Test
    void keepsAManifestForItsBundle() throws Exception {
        put(increment().text());

        assertThat(found().file()).hasContent(increment().text());
        assertThat(found().header().bundle()).isEqualTo(BUNDLE);
        assertThat(found().header().generation()).isEqualTo(ManifestText.uuid(2));
        assertThat(found().header().parent()).isEqualTo(ManifestText.uuid(1));
        assertThat(found().header().begunAt()).isEqualTo(1_000);
        assertThat(found().newestEpoch()).isEqualTo(1_700_000_000_003L);
        assertThat(fixture.previous.find(new BundleId(SESSION, "com.example.other")))
                .isEmpty();
        assertThat(fixture.previous.find(new BundleId("x", BUNDLE))).isEmpty();
    }

    /** A manifest may arrive in thousands of pieces; a look at the disk takes longer with each bundle that there is. */
    @Test
    void readsTheBundlesOnceForAManifest() throws Exception {
        var manifest = new ManifestText(1, null);
        for (int i = 0; i < 800; i++) {
            manifest.file(String.format("a%06d", i), 1, "part.0.tar");
        }
        assertThat(manifest.text().length()).isGreaterThan(1 << 16);

        put(manifest.text());

        assertThat(fixture.increments.looksAtTheDisk).hasValue(1);
    }

    @Test
    void aFullBackupHasNoEpoch() throws Exception {
        put(new ManifestText(1, null).file("a", 1, "part.0.tar").text());

        assertThat(found().header().parent()).isNull();
        assertThat(found().newestEpoch()).isZero();
    }

    @Test
    void convertsVersionOneToVersionTwo() throws Exception {
        put(VERSION_ONE);

        var first = found();
        assertThat(first.header().bundle()).isEqualTo(BUNDLE);
        assertThat(first.header().parent()).isNull();
        assertThat(first.header().begunAt()).isEqualTo(UploadFixture.NOW.toEpochMilli());
        assertThat(first.header().generation().version()).isEqualTo(8);
        assertThat(first.header().generation().variant()).isEqualTo(2);
        assertThat(first.newestEpoch()).isZero();
        var index = ManifestIndex.build(first.file(), root.resolve("scratch"));
        assertThat(index.header()).isEqualTo(first.header());
        assertThat(index.lines()).isEqualTo(2);
        assertThat(fixture.onDisk()).hasSize(1);

        put(VERSION_ONE);
        assertThat(found().header())
                .as("the same upload is the same generation")
                .isEqualTo(first.header());
        put(VERSION_ONE.replace("123", "124"));
        assertThat(found().header().generation()).isNotEqualTo(first.header().generation());
    }

    @Test
    void replacesThePreviousManifest() throws Exception {
        put(increment().text());
        put(new ManifestText(3, null).text());
        assertThat(found().header().generation()).isEqualTo(ManifestText.uuid(3));

        put(VERSION_ONE);
        assertThat(found().header().generation()).isNotEqualTo(ManifestText.uuid(3));
        assertThat(fixture.onDisk()).hasSize(1);
    }

    private void requireUntouched() {
        assertThat(found().header().generation()).isEqualTo(ManifestText.uuid(2));
        assertThat(found().file()).hasContent(increment().text());
    }

    @Test
    void keepsThePreviousManifestIfTheNewOneIsRefused() throws Exception {
        put(increment().text());
        var broken = VERSION_ONE.substring(0, VERSION_ONE.length() - 7);

        assertThatThrownBy(() -> fixture.previous.put(ALICE, ID, UploadChunk.whole(cut(bytes(broken)), 5_000)))
                .isInstanceOf(BodyBrokenException.class);
        var wrong = new ExpectedDigests(new byte[32], null);
        assertThat(refusal(() -> fixture.previous.put(
                                ALICE,
                                ID,
                                UploadChunk.whole(body(VERSION_ONE), -1).digested(wrong, wrong)))
                        .type())
                .isEqualTo(ProblemType.DIGEST_MISMATCH);
        assertThat(refusal(() -> put("x".repeat(100_001))).type()).isEqualTo(ProblemType.TOO_LARGE);
        for (var bad : new String[] {broken, VERSION_ONE + "/z;1\n", increment().text() + "h\n", "", "\0\1"}) {
            assertThat(refusal(() -> put(bad)).type()).as(bad).isEqualTo(ProblemType.INVALID_MANIFEST);
        }

        requireUntouched();
    }

    private long lineOf(String text) {
        ProblemException refused = refusal(() -> put(text));
        assertThat(refused.type()).as(refused.detail()).isEqualTo(ProblemType.INVALID_MANIFEST);
        return (Long) refused.members().getOrDefault("line", 0L);
    }

    @Test
    void namesTheLineOfTheUpload() {
        assertThat(lineOf(new ManifestText("com.example.other", 1, null).text()))
                .isEqualTo(1);
        assertThat(lineOf(VERSION_ONE + "/a;33200;0;1;1;" + HASH + ";0;0\n/d;16893;1;0;1;;0;0\n"))
                .as("doubled")
                .isEqualTo(6);
        assertThat(lineOf(VERSION_ONE + "/z/a;33200;0;1;1;" + HASH + ";0;0\n"))
                .as("beneath a file")
                .isEqualTo(5);
    }

    @Test
    void refusesOtherCallersAndAppendedBundles() throws Exception {
        assertThat(refusal(() -> fixture.previous.put("bob", ID, UploadChunk.whole(body(""), 0)))
                        .type())
                .isEqualTo(ProblemType.NO_SUCH_SESSION);
        put(increment().text());
        fixture.increments.state = FakeIncrements.State.APPENDED;

        assertThat(refusal(() -> put(VERSION_ONE)).type()).isEqualTo(ProblemType.ALREADY_APPENDED);

        requireUntouched();
    }

    @Test
    void checksTheSessionAgainAfterTheBody() throws Exception {
        put(increment().text());
        var held = new HeldBody(bytes(VERSION_ONE), 20);
        var late = CompletableFuture.supplyAsync(
                () -> refusal(() -> fixture.previous.put(ALICE, ID, UploadChunk.whole(held, -1))));
        held.awaitPause();
        fixture.increments.state = FakeIncrements.State.APPENDED;
        held.goOn();

        assertThat(late.get().type()).isEqualTo(ProblemType.ALREADY_APPENDED);
        requireUntouched();
    }

    @Test
    void stopsReadingWhenTheBundleIsAppended() throws Exception {
        put(increment().text());
        var body = new FedBody().give(VERSION_ONE);
        var late = CompletableFuture.supplyAsync(
                () -> refusal(() -> fixture.previous.put(ALICE, ID, UploadChunk.whole(body, -1))));
        Awaitility.await().until(() -> fixture.onDisk().size() == 2);
        fixture.increments.state = FakeIncrements.State.APPENDED;

        Awaitility.await().until(() -> {
            body.give("/y;");
            return late.isDone();
        });
        assertThat(late.join().type()).isEqualTo(ProblemType.ALREADY_APPENDED);
        requireUntouched();
    }

    @Test
    void reportsWhyTheFileWasRemovedMeanwhile() throws Exception {
        var held = new HeldBody(bytes(VERSION_ONE), 20);
        var late = CompletableFuture.supplyAsync(
                () -> refusal(() -> fixture.previous.put(ALICE, ID, UploadChunk.whole(held, -1))));
        held.awaitPause();
        fixture.increments.state = FakeIncrements.State.ENDED;
        fixture.previous.discard(ID);
        held.goOn();

        assertThat(late.get().type()).isEqualTo(ProblemType.SESSION_ENDED);
        awaitNothingOnDisk();
    }

    @Test
    void keepsNothingForASessionThatEndsMeanwhile() throws Exception {
        fixture.increments.state = FakeIncrements.State.ENDING;

        assertThat(refusal(() -> put(VERSION_ONE)).type()).isEqualTo(ProblemType.SESSION_ENDED);

        assertThat(fixture.previous.find(ID)).isEmpty();
        awaitNothingOnDisk();
    }

    @Test
    void acceptsManifestsOfAsManyBundlesAsASessionTakes() throws Exception {
        fixture.increments.most = 2;
        putFor("a");
        putFor("b");

        assertThat(refusal(() -> putFor("c")).type()).isEqualTo(ProblemType.INVALID_ARGUMENT);
        putFor("b");
        fixture.previous.discard(new BundleId(SESSION, "a"));
        putFor("c");

        assertThat(fixture.previous.find(new BundleId(SESSION, "a"))).isEmpty();
        assertThat(fixture.previous.find(new BundleId(SESSION, "b"))).isPresent();
        fixture.previous.discardAll(SESSION);
        awaitNothingOnDisk();
    }

    private void putFor(String bundle) throws IOException {
        fixture.previous.put(ALICE, new BundleId(SESSION, bundle), UploadChunk.whole(body(VERSION_ONE), -1));
    }

    private void awaitNothingOnDisk() throws Exception {
        // What is put aside is removed in the background, or at the next start.
        fixture.restart();
        Awaitility.await().untilAsserted(() -> assertThat(fixture.onDisk()).isEmpty());
    }

    @Test
    void discardingIsRepeatable() throws Exception {
        put(increment().text());

        fixture.previous.discard(ID);
        fixture.previous.discard(ID);
        fixture.previous.discardAll(SESSION);

        assertThat(fixture.previous.find(ID)).isEmpty();
        awaitNothingOnDisk();
        put(VERSION_ONE);
        assertThat(fixture.previous.find(ID)).isPresent();
    }

    @Test
    void removesAllManifestsOfAnEndedSession() throws Exception {
        put(increment().text());
        putFor("a");

        fixture.previous.discardAll(SESSION);

        assertThat(fixture.previous.find(ID)).isEmpty();
        assertThat(fixture.previous.find(new BundleId(SESSION, "a"))).isEmpty();
        awaitNothingOnDisk();
    }

    @Test
    void keepsAManifestOverARestart() throws Exception {
        put(increment().text());

        fixture.restart();

        requireUntouched();
    }

    @Test
    void removesManifestsOfEndedBundlesAndSessionsAtTheStart() throws Exception {
        put(increment().text());
        putFor("a");

        fixture.endSilently();
        fixture.restart();
        assertThat(fixture.previous.find(ID)).isEmpty();
        assertThat(fixture.previous.find(new BundleId(SESSION, "a"))).isPresent();

        fixture.releaseSilently();
        awaitNothingOnDisk();
        assertThat(fixture.previous.find(new BundleId(SESSION, "a"))).isEmpty();
    }

    @Test
    void refusesAManifestThatTheDiskHasNoRoomFor() throws Exception {
        put(increment().text());
        // Whether it is full when the body arrives, or when version 2.0 is written.
        for (long room : new long[] {0, 100, VERSION_ONE.length(), VERSION_ONE.length() + 20}) {
            var left = new long[] {room};
            fixture.openWith((file, options) -> {
                var channel = new FailingChannel(FileChannel.open(file, options), left[0], "No space left on device");
                left[0] = Math.max(0, left[0] - VERSION_ONE.length());
                return channel;
            });
            assertThat(refusal(() -> put(VERSION_ONE)).type())
                    .as("room " + room)
                    .isEqualTo(ProblemType.NO_SPACE);
        }
        fixture.openWith(FileChannel::open);
        requireUntouched();

        fixture.requireFree(Long.MAX_VALUE / 2);
        assertThat(refusal(() -> put(VERSION_ONE)).type()).isEqualTo(ProblemType.NO_SPACE);
        requireUntouched();
    }

    @Test
    void reportsThatTheDiskCannotBeWritten() throws Exception {
        fixture.openWith(
                (file, options) -> new FailingChannel(FileChannel.open(file, options), 3, "Input/output error"));

        assertThat(refusal(() -> put(VERSION_ONE)).type()).isEqualTo(ProblemType.IO_ERROR);
    }
}
