package io.bundlebackup.upload;

import static io.bundlebackup.upload.UploadFixture.bytes;
import static io.bundlebackup.upload.UploadFixture.named;
import static io.bundlebackup.upload.UploadFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.limits.Limits;
import io.bundlebackup.limits.NamePatterns;
import io.bundlebackup.limits.Shares;
import io.bundlebackup.posix.FreeSpace;
import io.bundlebackup.posix.SmallDisk;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.store.Upload;
import io.bundlebackup.upload.store.UploadRows;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A disk that is full, or broken, and files that can no longer be written. */
class UploadFaultTests extends UploadTest {
    private static final String P = "file.0.bin";

    private void failAfter(long room, String message) {
        fixture.openWith((file, options) -> new FailingChannel(FileChannel.open(file, options), room, message));
    }

    @Test
    void keepsBytesThatArrivedBeforeTheDiskWasFull() throws Exception {
        failAfter(3, "No space left on device");

        var refused = refusal(() -> fixture.put(P, "hello"));

        assertThat(refused.type()).isEqualTo(ProblemType.NO_SPACE);
        assertThat(refused.members()).containsEntry("offset", 3L);
        fixture.openWith(FileChannel::open);
        assertThat(fixture.append(P, 3, "lo", true).sha256()).isEqualTo(UploadFixture.hex("hello"));
    }

    @Test
    void refusesAnUploadThatCannotFitBeforeItsFirstByte() throws Exception {
        var refusesToBeRead = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("a byte was read");
            }
        };
        var endless = Long.MAX_VALUE / 4;

        for (var chunk : List.of(
                UploadChunk.whole(refusesToBeRead, endless),
                UploadChunk.piece(refusesToBeRead, 10, 0, false).sized(endless))) {
            assertThat(refusal(() -> fixture.uploads.receive(named(P), chunk)).type())
                    .isEqualTo(ProblemType.NO_SPACE);
        }
    }

    @Test
    void holdsNoMoreThanTheQuotaOfTheCaller() throws Exception {
        var unlimited = Shares.UNLIMITED;
        var shares = new Shares(unlimited.sessions(), unlimited.bytesPerSecond(), 10, unlimited.connections(), 1, 1);
        var scope = new CallerScope(null, new Limits(NamePatterns.ALL, Limits.SESSION_TYPES, shares));
        scope.call(() -> fixture.put(P, "12345"));
        scope.call(() -> {
            fixture.putCut("file.1.bin", "123", 4);
            return null;
        });

        assertThat(refusal(() -> scope.call(() -> fixture.put("file.2.bin", "12")))
                        .type())
                .as("5 complete, 4 announced, 2 more")
                .isEqualTo(ProblemType.NO_SPACE);
        var unknown = UploadChunk.whole(UploadFixture.body("12"), -1);
        assertThat(refusal(() -> scope.call(() -> fixture.uploads.receive(named("file.2.bin"), unknown)))
                        .type())
                .isEqualTo(ProblemType.NO_SPACE);
        fixture.uploads.delete(named("file.2.bin"));
        scope.call(() -> fixture.put("file.2.bin", "1"));
        scope.call(() -> fixture.put(P, "54321"));
        assertThat(fixture.put("file.3.bin", "for the service itself").complete())
                .isTrue();
    }

    @Test
    void countsAnUploadAsEmptyWhoseFileAPowerCutTook() throws Exception {
        fixture.putCut(P, "hel", 5);

        fixture.loseFiles();

        assertThat(fixture.get(P)).isEqualTo(new Upload(P, 0, 5L, false, null, false));
        assertThat(fixture.uploads
                        .page(FakeBundles.OWNER, UploadFixture.ID, "", 10)
                        .uploads())
                .containsExactly(fixture.get(P));
        assertThat(fixture.handles.declare(named(P), 5L, null).offset()).isZero();
        assertThat(refusal(() -> fixture.append(P, 3, "lo", true)).members()).containsEntry("offset", 0L);
        assertThat(fixture.append(P, 0, "hello", true).sha256()).isEqualTo(UploadFixture.hex("hello"));
        assertThat(fixture.content(P)).isEqualTo("hello");
        fixture.requireNoGarbage();
    }

    @Test
    void leavesACompleteUploadAloneWhenTheDiskIsFull() throws Exception {
        var complete = fixture.put(P, "hello");
        failAfter(3, "No space left on device");

        assertThat(refusal(() -> fixture.put(P, "other")).type()).isEqualTo(ProblemType.NO_SPACE);

        assertThat(fixture.get(P)).isEqualTo(complete);
        assertThat(fixture.content(P)).isEqualTo("hello");
    }

    @Test
    void saysThatItCannotWriteAndGoesOn() throws Exception {
        failAfter(3, "Input/output error");

        assertThat(refusal(() -> fixture.put(P, "hello")).type()).isEqualTo(ProblemType.IO_ERROR);

        fixture.openWith(FileChannel::open);
        assertThat(fixture.put(P, "hello").complete()).isTrue();
    }

    @Test
    void leavesOthersTheSpaceThatHasToStayFree() throws Exception {
        fixture.put(P, "hello");
        fixture.requireFree(Long.MAX_VALUE / 2);

        assertThat(refusal(() -> fixture.put("part.1.tar", "x")).type()).isEqualTo(ProblemType.NO_SPACE);
        assertThat(refusal(() -> fixture.manifests.put(
                                named("manage.json"), UploadChunk.whole(UploadFixture.body("x"), 1)))
                        .type())
                .isEqualTo(ProblemType.NO_SPACE);

        assertThat(fixture.get(P).complete()).isTrue();
        fixture.requireFree(0);
        assertThat(fixture.put("part.1.tar", "x").complete()).isTrue();
    }

    @Test
    void leavesOthersHalfOfTheInodesThatEmptyUploadsCanTake() throws Exception {
        try (var _ = SmallDisk.mountedOn(fixture.directory(), "8m,nr_inodes=60")) {
            var made = 0;
            var refused = Optional.<ProblemException>empty();
            while (refused.isEmpty() && made < 60) {
                var uri = "part." + made + ".tar";
                try {
                    fixture.put(uri, "");
                    made++;
                } catch (ProblemException e) {
                    refused = Optional.of(e);
                }
            }

            assertThat(refused).hasValueSatisfying(problem -> {
                assertThat(problem.type()).isEqualTo(ProblemType.NO_SPACE);
                assertThat(problem).hasMessageContaining("as many uploads");
                assertThat(problem.members()).containsEntry("offset", 0L);
            });
            assertThat(made).isBetween(25, 30);
            assertThat(FreeSpace.inodes(fixture.directory()).free()).isBetween(25L, 30L);
            assertThat(refusal(() -> fixture.manifests.put(
                                    named("manage.json"), UploadChunk.whole(UploadFixture.body("x"), 1)))
                            .type())
                    .isEqualTo(ProblemType.NO_SPACE);
            // What is there can be sent anew, and room makes room.
            assertThat(fixture.put("part.0.tar", "x").complete()).isTrue();
            fixture.uploads.delete(named("part.1.tar"));
            fixture.uploads.delete(named("part.2.tar"));
            assertThat(fixture.put("part.x.tar", "x").complete()).isTrue();
            fixture.uploads.discard(UploadFixture.ID);
            Awaitility.await().until(() -> fixture.onDisk().isEmpty());
        }
    }

    @Test
    void countsTheFilesOfACallerWithoutReadingThoseOfOthers() {
        assertThat(fixture.plan(UploadRows.FILES_OF_CALLER)).noneMatch(step -> step.startsWith("SCAN"));
    }

    /** Whichever write fails, what is told is there, and the upload can be brought to its end. */
    @Test
    void canBeBroughtToItsEndWhereverTheDiskWasFull() throws Exception {
        var content = new byte[3 * Capacity.UPLOAD_BUFFER / 2];
        Arrays.fill(content, (byte) 7);
        for (long room = 0; room <= content.length; room += 100_003) {
            failAfter(room, "No space left on device");
            var uri = "part." + room + ".tar";
            assertThat(refusal(() -> fixture.uploads.receive(
                                    named(uri), UploadChunk.whole(new ByteArrayInputStream(content), content.length)))
                            .type())
                    .isEqualTo(ProblemType.NO_SPACE);
            fixture.openWith(FileChannel::open);
            var offset = (int) fixture.offset(uri);
            assertThat(offset).isEqualTo((int) room);
            var rest = new ByteArrayInputStream(content, offset, content.length - offset);
            assertThat(fixture.uploads
                            .receive(named(uri), UploadChunk.piece(rest, content.length - offset, offset, true))
                            .complete())
                    .isTrue();
        }
    }

    /** A restore has it as a file of the new tree by now, with the mode that it is to have there. */
    @Test
    void tellsWhereACompleteUploadStandsThoughItCanNoLongerBeWritten() throws Exception {
        fixture.putCut(P, "hel", 5);
        var complete = fixture.append(P, 3, "lo", true);
        fixture.refuseToWriteWhatIsThere();

        var repeated = refusal(() -> fixture.append(P, 3, "lo", true));
        assertThat(repeated.type()).isEqualTo(ProblemType.OFFSET_MISMATCH);
        assertThat(repeated.members()).containsEntry("offset", 5L);
        assertThat(fixture.append(P, 5, "", true)).isEqualTo(complete);
        assertThat(refusal(() -> fixture.append(P, 5, "x", false)).type()).isEqualTo(ProblemType.INVALID_ARGUMENT);
        assertThat(fixture.get(P)).isEqualTo(complete);
        assertThat(fixture.content(P)).isEqualTo("hello");
    }

    /** It may be completed, and be put into the new tree, between a look at its row and the one at its file. */
    @Test
    void tellsWhereAnUploadStandsThoughItCanNoLongerBeWritten() {
        fixture.putCut(P, "hel", 5);
        fixture.refuseToWriteWhatIsThere();

        assertThat(fixture.offset(P)).isEqualTo(3);
    }

    @Test
    void keepsNoManifestThatTheDiskHadNoRoomFor() throws Exception {
        failAfter(10, "No space left on device");
        var text = bytes("version=2.0&attrNum=17&bundle=com.example.app:1");

        assertThat(refusal(() -> fixture.manifests.put(
                                named("manage.json"), UploadChunk.whole(new ByteArrayInputStream(text), text.length)))
                        .type())
                .isEqualTo(ProblemType.NO_SPACE);
        assertThat(fixture.onDisk()).isEmpty();
    }
}
