package io.bundlebackup.upload.store;

import static io.bundlebackup.upload.UploadFixture.named;
import static io.bundlebackup.upload.UploadFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.FakeBundles;
import io.bundlebackup.upload.FedBody;
import io.bundlebackup.upload.HeldBody;
import io.bundlebackup.upload.UploadFixture;
import io.bundlebackup.upload.UploadTest;
import io.bundlebackup.upload.receive.ExpectedDigests;
import io.bundlebackup.upload.receive.UploadChunk;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several requests for one upload. */
class WriteLeasesTests extends UploadTest {
    private static final String P = "file.0.bin";
    private static final byte[] OLD = HeldBody.largerThanABuffer(1);
    private static final byte[] NEW = HeldBody.largerThanABuffer(2);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() throws Exception {
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    /** A whole upload whose client has paused, its first buffer written. */
    private HeldBody older(List<Future<Upload>> under) throws InterruptedException {
        var body = new HeldBody(OLD, Capacity.UPLOAD_BUFFER);
        under.add(threads.submit(() -> fixture.uploads.receive(named(P), UploadChunk.whole(body, OLD.length))));
        body.awaitPause();
        return body;
    }

    private static ProblemException refusedOf(Future<Upload> request) throws Exception {
        try {
            throw new AssertionError("not refused: " + request.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return (ProblemException) Objects.requireNonNull(e.getCause());
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(UploadFixture.sha256(bytes));
    }

    @Test
    void aRefusedRequestStopsNoOtherRequest() throws Exception {
        var requests = new ArrayList<Future<Upload>>();
        var body = older(requests);

        var atTheWrongOffset = UploadChunk.piece(new ByteArrayInputStream(NEW), NEW.length, 0, true);
        assertThat(refusal(() -> fixture.uploads.receive(named(P), atTheWrongOffset))
                        .members())
                .containsEntry("offset", (long) Capacity.UPLOAD_BUFFER);
        var ofAnotherSize = UploadChunk.piece(new ByteArrayInputStream(NEW), NEW.length, Capacity.UPLOAD_BUFFER, true)
                .sized(1L);
        assertThat(refusal(() -> fixture.uploads.receive(named(P), ofAnotherSize))
                        .type())
                .isEqualTo(ProblemType.INVALID_ARGUMENT);

        body.goOn();
        assertThat(requests.getFirst().get(10, TimeUnit.SECONDS).sha256()).isEqualTo(hex(OLD));
    }

    @Test
    void aNewerWholeUploadWinsWhileTheOlderOneWaitsForItsClient() throws Exception {
        var requests = new ArrayList<Future<Upload>>();
        var body = older(requests);

        var won = fixture.uploads.receive(named(P), UploadChunk.whole(new ByteArrayInputStream(NEW), NEW.length));
        assertThat(won.sha256()).isEqualTo(hex(NEW));
        body.goOn();

        var refused = refusedOf(requests.getFirst());
        assertThat(refused.type()).isEqualTo(ProblemType.OFFSET_MISMATCH);
        assertThat(refused.members()).containsEntry("offset", (long) NEW.length);
        assertThat(fixture.get(P)).isEqualTo(won);
    }

    @Test
    void aNewerPieceGoesOnWhereTheOlderOneStands() throws Exception {
        var requests = new ArrayList<Future<Upload>>();
        var body = older(requests);
        assertThat(fixture.offset(P)).isEqualTo(Capacity.UPLOAD_BUFFER);

        var rest = new ByteArrayInputStream(OLD, Capacity.UPLOAD_BUFFER, 1000);
        var won = fixture.uploads.receive(named(P), UploadChunk.piece(rest, 1000, Capacity.UPLOAD_BUFFER, true));
        body.goOn();

        assertThat(won.sha256()).isEqualTo(hex(OLD));
        assertThat(refusedOf(requests.getFirst()).type()).isEqualTo(ProblemType.OFFSET_MISMATCH);
        assertThat(fixture.get(P)).isEqualTo(won);
    }

    @Test
    void slowBytesAreWrittenAsTheyArrive() throws Exception {
        var body = new FedBody().give("hel");
        var request = threads.submit(() -> fixture.uploads.receive(named(P), UploadChunk.whole(body, 5)));

        Awaitility.await().ignoreException(ProblemException.class).until(() -> fixture.offset(P) == 3);

        body.give("lo").end();
        assertThat(request.get().complete()).isTrue();
    }

    @Test
    void anOlderRequestFindsOutWithItsNextBytesHoweverFewTheyAre() throws Exception {
        var body = new FedBody().give("h");
        var request = threads.submit(() -> fixture.uploads.receive(named(P), UploadChunk.whole(body, 5)));
        Awaitility.await().until(() -> fixture.parts.tools.leases().isWriting(named(P).bundle(), P));
        fixture.put(P, "newer");

        body.give("e");
        try {
            assertThat(refusedOf(request).type()).isEqualTo(ProblemType.OFFSET_MISMATCH);
        } finally {
            body.end();
        }
        assertThat(fixture.content(P)).isEqualTo("newer");
    }

    @Test
    void aReplacementLeavesTheCompleteUploadInPlaceUntilItIsComplete() throws Exception {
        var complete = fixture.put(P, "hello");
        var requests = new ArrayList<Future<Upload>>();
        var body = older(requests);

        assertThat(fixture.get(P)).isEqualTo(complete);
        fixture.put(P, "newer");
        body.goOn();

        assertThat(refusedOf(requests.getFirst()).type()).isEqualTo(ProblemType.OFFSET_MISMATCH);
        assertThat(fixture.content(P)).isEqualTo("newer");
    }

    @Test
    void removingAnUploadStopsWhoWritesIt() throws Exception {
        var requests = new ArrayList<Future<Upload>>();
        var body = older(requests);

        fixture.uploads.delete(named(P));
        body.goOn();

        assertThat(refusedOf(requests.getFirst()).type()).isEqualTo(ProblemType.OFFSET_MISMATCH);
        assertThat(refusal(() -> fixture.get(P)).type()).isEqualTo(ProblemType.NO_SUCH_FILE);
        assertThat(fixture.onDisk()).isEmpty();
    }

    @Test
    void discardingABundleStopsWhoWritesItsUploads() throws Exception {
        var requests = new ArrayList<Future<Upload>>();
        var body = older(requests);

        fixture.bundles.state = FakeBundles.State.ENDED;
        fixture.uploads.discard(UploadFixture.ID);
        body.goOn();

        assertThat(refusedOf(requests.getFirst()).type()).isEqualTo(ProblemType.BUNDLE_NOT_RUNNING);
        Awaitility.await().untilAsserted(() -> assertThat(fixture.onDisk()).isEmpty());
    }

    @Test
    void aRefusedWholeUploadLeavesTheUnfinishedOneUnchanged() throws Exception {
        var requests = new ArrayList<Future<Upload>>();
        var body = older(requests);
        var wrong = new ExpectedDigests(new byte[32], null);

        refusal(() -> fixture.uploads.receive(
                named(P),
                UploadChunk.whole(new ByteArrayInputStream(NEW), NEW.length).digested(wrong, wrong)));
        body.goOn();

        assertThat(refusedOf(requests.getFirst()).type()).isEqualTo(ProblemType.OFFSET_MISMATCH);
        assertThat(fixture.get(P))
                .isEqualTo(new Upload(P, Capacity.UPLOAD_BUFFER, (long) OLD.length, false, null, false));
    }

    /** The service stopped before it recorded the last byte: reading the upload completes it, unless a request sends it. */
    @Test
    void readingAnUploadDoesNotStopItsSender() throws Exception {
        fixture.append(P, 0, "hello", false);
        fixture.handles.declare(named(P), 5L, null);
        fixture.restart();
        var body = new FedBody().give("o");
        var requests = new ArrayList<Future<Upload>>();
        fixture.bundles.beforeTheNextUpload(() -> {
            requests.add(threads.submit(() -> fixture.uploads.receive(named(P), UploadChunk.whole(body, 5))));
            Awaitility.await().until(() -> fixture.offset(P) == 1);
        });

        assertThat(fixture.offset(P)).isEqualTo(1);

        body.give("ther").end();
        assertThat(requests.getFirst().get(10, TimeUnit.SECONDS).complete()).isTrue();
        assertThat(fixture.content(P)).isEqualTo("other");
    }

    @Test
    void anUploadCanBeReadWhileItIsReplaced() throws Exception {
        fixture.put(P, "hello");
        var replacing = threads.submit(() -> {
            for (int i = 0; i < 100; i++) {
                fixture.putCut("part.1.tar", "hel", 5 + i);
                fixture.put(P, "hello");
            }
            return true;
        });

        while (!replacing.isDone()) {
            assertThat(fixture.get(P).complete()).isTrue();
            var page = fixture.uploads.page(FakeBundles.OWNER, UploadFixture.ID, "", 10);
            assertThat(page.uploads()).isNotEmpty();
        }

        assertThat(replacing.get()).isTrue();
    }

    /** A request that is told that the upload is complete has sent all of it; in the end the upload is one of those that were sent. */
    @Test
    void ofManyAtOnceOneWins() throws Exception {
        for (int round = 0; round < 20; round++) {
            var requests = new ArrayList<Future<Upload>>();
            for (int i = 0; i < 8; i++) {
                var seed = i;
                Callable<Upload> request = () -> {
                    var bytes = HeldBody.largerThanABuffer(seed);
                    return fixture.uploads.receive(
                            named(P), UploadChunk.whole(new ByteArrayInputStream(bytes), bytes.length));
                };
                requests.add(threads.submit(request));
            }
            int won = 0;
            for (var request : requests) {
                try {
                    assertThat(request.get(30, TimeUnit.SECONDS).complete()).isTrue();
                    won++;
                } catch (ExecutionException e) {
                    assertThat(((ProblemException) Objects.requireNonNull(e.getCause())).type())
                            .isEqualTo(ProblemType.OFFSET_MISMATCH);
                }
            }
            assertThat(won).isPositive();
            var sha256 = String.valueOf(fixture.get(P).sha256());
            assertThat(IntStream.range(0, 8).mapToObj(i -> hex(HeldBody.largerThanABuffer(i))))
                    .contains(sha256);
            assertThat(fixture.onDisk()).hasSize(1);
            fixture.uploads.delete(named(P));
        }
    }
}
