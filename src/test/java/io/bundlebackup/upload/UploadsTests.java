package io.bundlebackup.upload;

import static io.bundlebackup.upload.UploadFixture.body;
import static io.bundlebackup.upload.UploadFixture.bytes;
import static io.bundlebackup.upload.UploadFixture.cut;
import static io.bundlebackup.upload.UploadFixture.named;
import static io.bundlebackup.upload.UploadFixture.refusal;
import static io.bundlebackup.upload.UploadFixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.unpack.ArrivedContent;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.ExpectedDigests;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.store.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class UploadsTests extends UploadTest {
    private static final String P = "file.0.bin";
    private static final String PART = "part.7.tar";

    @Test
    void keepsAWholeUploadWithItsDigest() throws Exception {
        var upload = fixture.put(P, "hello");

        assertThat(upload).isEqualTo(new Upload(P, 5, 5L, true, UploadFixture.hex("hello"), false));
        assertThat(fixture.get(P)).isEqualTo(upload);
        assertThat(fixture.content(P)).isEqualTo("hello");
        assertThat(fixture.told).containsExactly("complete " + P);
        assertThat(fixture.bundles.arrivals).isEqualTo(1);
    }

    @Test
    void writesItsRowOnceIfTheBodyArrivesAtOnce() throws Exception {
        fixture.put(P, "hello");
        assertThat(fixture.writes).hasValue(1);

        fixture.put("part.1.tar", "x".repeat(200_000));
        assertThat(fixture.writes).hasValue(2);
    }

    @Test
    void leavesNoDirectoryOfASessionThatHasNoUploadsAnyMore() throws Exception {
        fixture.put(P, "hello");

        fixture.uploads.discard(UploadFixture.ID);

        assertThat(fixture.directory().resolve(UploadFixture.SESSION)).doesNotExist();
        Awaitility.await().until(() -> fixture.onDisk().isEmpty());
    }

    @Test
    void keepsAnEmptyUpload() throws Exception {
        assertThat(fixture.put(P, "").complete()).isTrue();
        assertThat(fixture.get(P).size()).isZero();
    }

    @Test
    void keepsBytesThatArrivedBeforeTheConnectionBroke() throws Exception {
        fixture.putCut(P, "hel", 5);

        assertThat(fixture.get(P)).isEqualTo(new Upload(P, 3, 5L, false, null, false));
        assertThat(fixture.append(P, 3, "lo", true).sha256()).isEqualTo(UploadFixture.hex("hello"));
        assertThat(fixture.content(P)).isEqualTo("hello");
    }

    /** Nobody would read that refusal, and the container logs with a trace what it cannot answer. */
    @Test
    void reportsABrokenConnectionEvenAfterANewerRequest() throws Exception {
        var broken = new InputStream() {
            private final InputStream cut = cut(bytes("he"));

            @Override
            public int read() {
                throw new AssertionError("nobody reads single bytes");
            }

            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                try {
                    return cut.read(target, from, count);
                } catch (IOException e) {
                    fixture.put(P, "newer");
                    throw e;
                }
            }
        };

        assertThatThrownBy(() -> fixture.uploads.receive(named(P), UploadChunk.whole(broken, 5)))
                .isInstanceOf(BodyBrokenException.class);
        assertThat(fixture.content(P)).isEqualTo("newer");
    }

    @Test
    void treatsABodyThatEndsEarlyAsBroken() {
        assertThatThrownBy(() -> fixture.uploads.receive(named(P), UploadChunk.whole(body("hel"), 5)))
                .isInstanceOf(BodyBrokenException.class);
        assertThat(fixture.offset(P)).isEqualTo(3);
    }

    @Test
    void beginsAWholeUploadOverAnIncompleteOneAtZero() throws Exception {
        fixture.putCut(P, "hel", 5);

        fixture.putCut(P, "o", 9);
        assertThat(fixture.get(P)).isEqualTo(new Upload(P, 1, 9L, false, null, false));
        assertThat(fixture.put(P, "other").complete()).isTrue();
        assertThat(fixture.content(P)).isEqualTo("other");
    }

    @Test
    void changesNothingIfAWholeUploadOverACompleteOneBreaksOff() throws Exception {
        var complete = fixture.put(P, "hello");

        fixture.putCut(P, "other", 9);

        assertThat(fixture.get(P)).isEqualTo(complete);
        assertThat(fixture.content(P)).isEqualTo("hello");
        assertThat(fixture.put(P, "other one").sha256()).isEqualTo(UploadFixture.hex("other one"));
        assertThat(fixture.told).containsExactly("complete " + P, "changed " + P);
    }

    @Test
    void refusesAWrongOffsetAndSaysTheRightOne() throws Exception {
        fixture.putCut(P, "hel", 5);

        for (var wrong : new long[] {0, 2, 4, 5, Long.MAX_VALUE / 2}) {
            var refused = refusal(() -> fixture.append(P, wrong, "xx", false));
            assertThat(refused.type()).isEqualTo(ProblemType.OFFSET_MISMATCH);
            assertThat(refused.members()).containsEntry("offset", 3L);
        }
        assertThat(fixture.content(P)).isEqualTo("hel");
        assertThat(refusal(() -> fixture.append("part.9.tar", 1, "x", false)).members())
                .containsEntry("offset", 0L);
    }

    @Test
    void completesWhenTheOffsetReachesTheSize() throws Exception {
        fixture.handles.declare(named(P), 5L, null);

        assertThat(fixture.append(P, 0, "hel", false).complete()).isFalse();
        assertThat(fixture.append(P, 3, "lo", false).complete()).isTrue();
        assertThat(fixture.bundles.handed).containsExactly(P);
    }

    @Test
    void completesAnEmptyUploadThatWasAnnouncedSo() {
        fixture.handles.declare(named(P), 0L, null);

        assertThat(fixture.get(P).complete()).isTrue();
    }

    @Test
    void completesWithAnEmptyLastPiece() throws Exception {
        fixture.append(P, 0, "hello", false);
        assertThat(fixture.get(P).complete()).isFalse();

        assertThat(fixture.append(P, 5, "", true).sha256()).isEqualTo(UploadFixture.hex("hello"));
        assertThat(fixture.append(P, 5, "", true).complete()).as("again").isTrue();
        assertThat(fixture.told).containsExactly("complete " + P);
    }

    @Test
    void completesAnUploadWhoseLastByteArrivedBeforeAStop() throws Exception {
        fixture.handles.declare(named(P), 5L, null);
        fixture.append(P, 0, "hel", false);
        var key = named(P).bundle();
        var file = fixture.parts.tools.rows().find(key, P).orElseThrow().file();
        Files.writeString(fixture.parts.tools.files().file(key, String.valueOf(file)), "hello");

        fixture.restart();

        assertThat(fixture.get(P).sha256()).isEqualTo(UploadFixture.hex("hello"));
    }

    @Test
    void refusesMoreThanWasAnnouncedAndKeepsNothingOfIt() throws Exception {
        fixture.handles.declare(named(P), 5L, null);

        assertThat(refusal(() -> fixture.put(P, "hello!")).type()).isEqualTo(ProblemType.INVALID_ARGUMENT);
        assertThat(fixture.offset(P)).isZero();
        fixture.append(P, 0, "he", false);
        assertThat(refusal(() -> fixture.append(P, 2, "llo!", false)).type()).isEqualTo(ProblemType.INVALID_ARGUMENT);
        // Without a length it is found out on the way.
        assertThat(refusal(() -> fixture.uploads.receive(named(P), UploadChunk.piece(body("llo!"), -1, 2, true)))
                        .type())
                .isEqualTo(ProblemType.INVALID_ARGUMENT);
        assertThat(fixture.get(P)).isEqualTo(new Upload(P, 2, 5L, false, null, false));
        assertThat(fixture.content(P)).isEqualTo("he");
        assertThat(fixture.append(P, 2, "llo", false).complete()).isTrue();
        assertThat(refusal(() -> fixture.append(P, 5, "!", false)).type()).isEqualTo(ProblemType.INVALID_ARGUMENT);
    }

    @Test
    void refusesSizesThatContradictEachOther() throws Exception {
        fixture.uploads.receive(
                named(P), UploadChunk.piece(body("he"), 2, 0, false).sized(5L));

        assertThat(refusal(() -> fixture.uploads.receive(
                                named(P),
                                UploadChunk.piece(body("l"), 1, 2, false).sized(6L)))
                        .type())
                .isEqualTo(ProblemType.INVALID_ARGUMENT);
        assertThat(refusal(() -> fixture.append(P, 2, "l", true)).type()).isEqualTo(ProblemType.INVALID_ARGUMENT);
        assertThat(refusal(() -> fixture.uploads.receive(named(P), UploadChunk.piece(body("l"), -1, 2, true)))
                        .type())
                .isEqualTo(ProblemType.INVALID_ARGUMENT);
        assertThat(refusal(() -> fixture.handles.declare(named(P), 6L, null)).type())
                .isEqualTo(ProblemType.INVALID_ARGUMENT);
        assertThat(fixture.get(P)).isEqualTo(new Upload(P, 2, 5L, false, null, false));
        assertThat(fixture.put(P, "a whole one of another size").complete()).isTrue();
    }

    @Test
    void refusesAWholeUploadThatEndsBeforeItsAnnouncedSize() {
        fixture.handles.declare(named(P), 5L, null);

        assertThat(refusal(() -> fixture.uploads.receive(named(P), UploadChunk.whole(body("hel"), -1)))
                        .type())
                .isEqualTo(ProblemType.INVALID_ARGUMENT);
        assertThat(fixture.get(P)).isEqualTo(new Upload(P, 0, 5L, false, null, false));
    }

    @Test
    void keepsNothingOfAWholeUploadWithAnotherDigest() throws Exception {
        var wrong = new ExpectedDigests(sha256(bytes("other")), null);

        assertThat(refusal(() -> fixture.uploads.receive(
                                named(P), UploadChunk.whole(body("hello"), 5).digested(ExpectedDigests.NONE, wrong)))
                        .type())
                .isEqualTo(ProblemType.DIGEST_MISMATCH);
        assertThat(refusal(() -> fixture.get(P)).type()).isEqualTo(ProblemType.NO_SUCH_FILE);

        fixture.putCut(P, "hel", 5);
        assertThat(refusal(() -> fixture.uploads.receive(
                                named(P), UploadChunk.whole(body("hello"), 5).digested(wrong, ExpectedDigests.NONE)))
                        .type())
                .isEqualTo(ProblemType.DIGEST_MISMATCH);
        assertThat(fixture.get(P)).as("as it was before").isEqualTo(new Upload(P, 3, 5L, false, null, false));
        assertThat(fixture.content(P)).isEqualTo("hel");
    }

    @Test
    void cutsAResumedUploadBackToWhereAPieceWithAnotherDigestBegan() throws Exception {
        fixture.putCut(P, "hel", 5);
        var wrong = new ExpectedDigests(sha256(bytes("??")), null);

        refusal(() -> fixture.uploads.receive(
                named(P), UploadChunk.piece(body("lo"), 2, 3, true).digested(wrong, ExpectedDigests.NONE)));
        assertThat(fixture.offset(P)).isEqualTo(3);
        refusal(() -> fixture.uploads.receive(
                named(P), UploadChunk.piece(body("lo"), 2, 3, true).digested(ExpectedDigests.NONE, wrong)));
        assertThat(fixture.get(P)).isEqualTo(new Upload(P, 3, 5L, false, null, false));

        var right = new ExpectedDigests(null, UploadFixture.digest("SHA-512", bytes("hello")));
        var piece = new ExpectedDigests(sha256(bytes("lo")), null);
        assertThat(fixture.uploads
                        .receive(
                                named(P),
                                UploadChunk.piece(body("lo"), 2, 3, true).digested(piece, right))
                        .complete())
                .isTrue();
    }

    @Test
    void keepsABrokenPieceWithoutCheckingItsDigest() throws Exception {
        var digest = new ExpectedDigests(sha256(bytes("hello")), null);

        assertThatThrownBy(() -> fixture.uploads.receive(
                        named(P), UploadChunk.whole(cut(bytes("hel")), 5).digested(digest, digest)))
                .isInstanceOf(BodyBrokenException.class);

        assertThat(fixture.offset(P)).isEqualTo(3);
    }

    @Test
    void checksSha512IfItIsTheOnlyDigest() throws Exception {
        var right = new ExpectedDigests(null, UploadFixture.digest("SHA-512", bytes("hello")));
        var wrong = new ExpectedDigests(null, new byte[64]);

        assertThat(fixture.uploads
                        .receive(named(P), UploadChunk.whole(body("hello"), 5).digested(right, right))
                        .complete())
                .isTrue();
        assertThat(refusal(() -> fixture.uploads.receive(
                                named(P), UploadChunk.whole(body("other"), 5).digested(wrong, wrong)))
                        .type())
                .isEqualTo(ProblemType.DIGEST_MISMATCH);
        assertThat(fixture.content(P)).isEqualTo("hello");
    }

    @Test
    void keepsTheOffsetOverARestart() throws Exception {
        fixture.putCut(P, "hel", 5);
        fixture.put("part.1.tar", "other");
        var incomplete = fixture.get(P);
        var complete = fixture.get("part.1.tar");

        fixture.restart();

        assertThat(fixture.get(P)).isEqualTo(incomplete);
        assertThat(fixture.get("part.1.tar")).isEqualTo(complete);
    }

    @Test
    void removesUnnamedFilesAtTheStart() throws Exception {
        fixture.put(P, "hello");
        var directory = fixture.uploads.directory(UploadFixture.ID);
        Files.writeString(directory.resolve("file.0.bin~99"), "of a whole upload that was under way");
        Files.createDirectories(fixture.directory().resolve("gone").resolve("com.example.b"));
        Files.writeString(
                fixture.directory().resolve("gone/com.example.b/part.0.tar~7"), "of a session that is forgotten");

        fixture.restart();

        Awaitility.await().untilAsserted(() -> fixture.requireNoGarbage());
        assertThat(fixture.content(P)).isEqualTo("hello");
    }

    @Test
    void removesFilesOfEndedBundlesAtTheStart() throws Exception {
        fixture.put(P, "hello");
        fixture.endSilently();

        fixture.restart();

        Awaitility.await().untilAsserted(() -> assertThat(fixture.onDisk()).isEmpty());
        assertThat(refusal(() -> fixture.get(P)).type()).isEqualTo(ProblemType.NO_SUCH_FILE);
    }

    @Test
    void listsByUriPageByPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            fixture.put("part." + i + ".tar", "hello");
        }

        var first = fixture.uploads.page(FakeBundles.OWNER, UploadFixture.ID, "", 3);
        assertThat(first.uploads()).extracting(Upload::uri).containsExactly("part.0.tar", "part.1.tar", "part.2.tar");
        assertThat(first.next()).isEqualTo("part.2.tar");
        var last = fixture.uploads.page(FakeBundles.OWNER, UploadFixture.ID, String.valueOf(first.next()), 3);
        assertThat(last.uploads()).hasSize(2);
        assertThat(last.next()).isNull();
    }

    @Test
    void removalIsRepeatable() throws Exception {
        fixture.put(P, "hello");

        fixture.uploads.delete(named(P));
        fixture.uploads.delete(named(P));

        assertThat(refusal(() -> fixture.get(P)).type()).isEqualTo(ProblemType.NO_SUCH_FILE);
        assertThat(fixture.onDisk()).isEmpty();
    }

    @Test
    void refusesUploadsOfAPublishedOrEndedBundle() throws Exception {
        fixture.put(P, "hello");

        fixture.bundles.state = FakeBundles.State.PUBLISHED;
        assertThat(refusal(() -> fixture.put(P, "other")).type()).isEqualTo(ProblemType.PUBLISHED);
        assertThat(refusal(() -> fixture.uploads.delete(named(P))).type()).isEqualTo(ProblemType.PUBLISHED);
        fixture.bundles.state = FakeBundles.State.ENDED;
        assertThat(refusal(() -> fixture.put(P, "other")).type()).isEqualTo(ProblemType.BUNDLE_NOT_RUNNING);

        assertThat(fixture.content(P)).isEqualTo("hello");
        assertThat(fixture.get(P).complete()).isTrue();
    }

    @Test
    void discardsAllOfABundle() throws Exception {
        fixture.put(P, "hello");
        fixture.putCut("part.1.tar", "hel", 5);

        fixture.uploads.discard(UploadFixture.ID);
        fixture.uploads.discard(UploadFixture.ID);

        assertThat(fixture.uploads.stored(UploadFixture.ID, P)).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(fixture.onDisk()).isEmpty());
    }

    @Test
    void acceptsTheLongestUri() throws Exception {
        var uri = "a".repeat(255);

        assertThat(fixture.put(uri, "hello").complete()).isTrue();
        assertThat(refusal(() -> named("a/b")).type()).isEqualTo(ProblemType.INVALID_ARGUMENT);
        assertThat(refusal(() -> named("..")).type()).isEqualTo(ProblemType.INVALID_ARGUMENT);
    }

    @Test
    void listsCompleteUploadsForReaders() throws Exception {
        fixture.put(P, "hello");
        fixture.putCut("part.1.tar", "hel", 5);

        var stored = fixture.uploads.stored(UploadFixture.ID, "", 10);

        assertThat(stored).singleElement().satisfies(one -> {
            assertThat(one.uri()).isEqualTo(P);
            assertThat(one.file()).hasContent("hello");
            assertThat(one.sha256()).isEqualTo(UploadFixture.hex("hello"));
        });
    }

    private Optional<ArrivedContent> arrived(String uri) {
        var stored = fixture.uploads.stored(UploadFixture.ID, uri).orElseThrow();
        return fixture.uploads.arrived(UploadFixture.ID, stored);
    }

    @Test
    void knowsTheDigestsOfWhatArrivedWhole() throws Exception {
        fixture.put(P, "hello");
        assertThat(arrived(P)).map(ArrivedContent::sha256).contains(UploadFixture.hex("hello"));
        assertThat(arrived(P)).map(ArrivedContent::entries).isEmpty();

        var tar = new TarBytes().file("a", "content").end();
        fixture.uploads.receive(named(PART), UploadChunk.whole(new ByteArrayInputStream(tar), tar.length));
        assertThat(fixture.get(PART).sha256()).isNull();
        assertThat(arrived(PART)).map(ArrivedContent::sha256).isEmpty();
        assertThat(arrived(PART))
                .map(ArrivedContent::entries)
                .hasValueSatisfying(file -> assertThat(file).exists());
        assertThat(fixture.uploads.getDigested(named(PART)).sha256()).isEqualTo(hex(tar));
        assertThat(fixture.get(PART).sha256()).isEqualTo(hex(tar));

        fixture.put(PART, "no tar");
        assertThat(arrived(PART)).isEmpty();
        fixture.uploads.delete(named(PART));
        fixture.requireNoGarbage();
    }

    /** Its first bytes were not read in this process, or not in this request. */
    @Test
    void knowsNothingOfTheEntriesOfATarThatArrivedInPieces() throws Exception {
        var tar = new TarBytes().file("a", "content").end();
        fixture.uploads.receive(named(PART), UploadChunk.piece(new ByteArrayInputStream(tar, 0, 600), 600, 0L, false));
        var rest = new ByteArrayInputStream(tar, 600, tar.length - 600);
        assertThat(fixture.uploads
                        .receive(named(PART), UploadChunk.piece(rest, tar.length - 600L, 600L, true))
                        .complete())
                .isTrue();

        assertThat(arrived(PART)).isEmpty();
        fixture.requireNoGarbage();
    }

    @Test
    void knowsNothingOfWhatArrivedBeforeARestart() throws Exception {
        var tar = new TarBytes().file("a", "content").end();
        fixture.uploads.receive(named(PART), UploadChunk.whole(new ByteArrayInputStream(tar), tar.length));

        fixture.restart();

        assertThat(arrived(PART)).isEmpty();
        fixture.requireNoGarbage();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(UploadFixture.sha256(bytes));
    }
}
