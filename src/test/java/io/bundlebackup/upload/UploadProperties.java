package io.bundlebackup.upload;

import static io.bundlebackup.upload.UploadFixture.cut;
import static io.bundlebackup.upload.UploadFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.ExpectedDigests;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.store.UploadName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is cut, resumed, repeated and restarted in whichever dialect, in the end the bytes are those that were sent. */
class UploadProperties {
    private static final int ROUNDS = 60;

    @TempDir
    Path root = Path.of("");

    @Test
    void anySequenceOfCutsAndResumesGivesTheBytes() throws Exception {
        var seed = Long.getLong("seed", new Random().nextLong());
        try (var fixture = new UploadFixture(root)) {
            for (int round = 0; round < ROUNDS; round++) {
                new Client(fixture, new Random(seed + round), "part." + round + ".tar").upload();
                fixture.requireNoGarbage();
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    /** A client whose connections are bad, and who may change its mind about the content. */
    private static final class Client {
        private final UploadFixture fixture;
        private final Random random;
        private final UploadName name;
        private byte[] content;
        private boolean announced;

        Client(UploadFixture fixture, Random random, String uri) {
            this.fixture = fixture;
            this.random = random;
            this.name = named(uri);
            this.content = random();
        }

        private byte[] random() {
            var bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(3 << 20) : random.nextInt(50_000)];
            random.nextBytes(bytes);
            return bytes;
        }

        void upload() throws IOException {
            announced = random.nextBoolean();
            if (announced) {
                fixture.handles.declare(name, (long) content.length, null);
            }
            for (int step = 0; step < 50 && !step(); step++) {
                if (random.nextInt(8) == 0) {
                    fixture.restart();
                }
            }
            if (!isComplete()) {
                whole(content.length);
            }
            var upload = fixture.uploads.getDigested(name);
            assertThat(upload.complete()).isTrue();
            assertThat(upload.sha256()).isEqualTo(HexFormat.of().formatHex(UploadFixture.sha256(content)));
            var stored = fixture.uploads.stored(UploadFixture.ID, name.uri()).orElseThrow();
            assertThat(Files.readAllBytes(stored.file())).isEqualTo(content);
            fixture.uploads.delete(name);
        }

        private boolean isComplete() {
            try {
                return fixture.uploads.get(name).complete();
            } catch (ProblemException e) {
                return false;
            }
        }

        /** One request; whether the upload is complete then. */
        private boolean step() throws IOException {
            var arrives = random.nextInt(content.length + 1);
            switch (random.nextInt(6)) {
                case 0 -> whole(arrives);
                case 1 -> wrongOffset();
                case 2 -> wrongDigest();
                case 3 -> changeMind();
                default -> piece();
            }
            return isComplete() && random.nextInt(3) > 0;
        }

        private int offset() {
            try {
                return (int) fixture.uploads.get(name).offset();
            } catch (ProblemException e) {
                return 0;
            }
        }

        private InputStream bytes(int from, int count, boolean cut) {
            var bytes = Arrays.copyOfRange(content, from, from + count);
            return cut ? cut(bytes) : new ByteArrayInputStream(bytes);
        }

        private void receive(UploadChunk incoming) throws IOException {
            try {
                fixture.uploads.receive(name, incoming);
            } catch (BodyBrokenException e) {
                assertThat(e.offset()).isEqualTo(offset());
            }
        }

        private void whole(int arrives) throws IOException {
            var cut = arrives < content.length;
            receive(UploadChunk.whole(bytes(0, arrives, cut), random.nextBoolean() || !cut ? content.length : -1));
        }

        /** In pieces of known or unknown length; by an announced size (tus), or by saying which is the last (IETF, ranges). */
        private void piece() throws IOException {
            int from = offset();
            int count = random.nextInt(content.length - from + 1);
            var last = from + count == content.length && !announced
                    || from + count == content.length && random.nextBoolean();
            var cut = random.nextInt(4) == 0;
            var body = bytes(from, cut ? random.nextInt(count + 1) : count, cut);
            receive(UploadChunk.piece(body, random.nextBoolean() ? count : -1, from, last));
        }

        private void wrongOffset() throws IOException {
            var offset = offset();
            try {
                fixture.uploads.receive(
                        name, UploadChunk.piece(bytes(0, 1 % (content.length + 1), false), -1, offset + 1L, false));
                throw new AssertionError("taken");
            } catch (ProblemException e) {
                assertThat(e.type()).isEqualTo(ProblemType.OFFSET_MISMATCH);
                assertThat(e.members()).containsEntry("offset", (long) offset);
            }
        }

        private void wrongDigest() throws IOException {
            var offset = offset();
            var complete = isComplete();
            var wrong = new ExpectedDigests(new byte[32], null);
            var incoming = random.nextBoolean()
                    ? UploadChunk.whole(bytes(0, content.length, false), content.length)
                    : UploadChunk.piece(bytes(offset, content.length - offset, false), -1, offset, true);
            try {
                fixture.uploads.receive(name, incoming.digested(wrong, wrong));
                throw new AssertionError("taken");
            } catch (ProblemException e) {
                assertThat(e.type()).isEqualTo(ProblemType.DIGEST_MISMATCH);
            }
            assertThat(offset()).isEqualTo(offset);
            assertThat(isComplete()).isEqualTo(complete);
        }

        /** Other bytes under the same name; whole, because there is no going on with others. */
        private void changeMind() throws IOException {
            if (!announced && random.nextInt(5) == 0) {
                content = random();
                whole(content.length);
            }
        }
    }
}
