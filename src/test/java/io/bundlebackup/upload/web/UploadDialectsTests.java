package io.bundlebackup.upload.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One offset behind three dialects. */
class UploadDialectsTests extends UploadApiTestBase {
    private void begun() {
        alice.patch(part, 0, "hel", false).is(204).hasUpload(3, false);
    }

    @Test
    void reportsTheOffsetAfterABrokenBody() throws Exception {
        try (var broken = alice.open("PUT", part, "Content-Length", "5")) {
            broken.send("hel");
            broken.socket().shutdownOutput();

            assertThat(broken.head()).startsWith("HTTP/1.1 400 ").contains("Upload-Offset: 3\r\n");
        }
        alice.upload(part, "lo", "Content-Range", "bytes 3-4/5").is(200).hasUpload(5, true);
    }

    @Test
    void resumesByRange() {
        alice.upload(part, "hel", "Content-Range", "bytes 0-2/5").is(200).hasUpload(3, false);
        assertThat(alice.get(part).header("Upload-Length")).contains("5");

        var done = alice.upload(part, "lo", "Content-Range", "bytes 3-4/5", "Repr-Digest", sha256("hello"))
                .is(200)
                .hasUpload(5, true);

        assertThat(done.json().path("sha256").asString()).isEqualTo(hex("hello"));
    }

    @Test
    void resumesByRangesOfAnUnknownTotal() {
        alice.upload(part, "hel", "Content-Range", "bytes 0-2/*").is(200).hasUpload(3, false);
        alice.upload(part, "l", "Content-Range", "bytes 3-3/*").is(200).hasUpload(4, false);
        alice.upload(part, "o", "Content-Range", "bytes 4-4/5").is(200).hasUpload(5, true);
    }

    /** What curl -C - -T sends: it cannot know where to go on. */
    @Test
    void acceptsARangeOfTheWholeAsTheWhole() {
        begun();

        alice.upload(part, "other", "Content-Range", "bytes 0-4/5").is(200).hasUpload(5, true);
        alice.upload(part, "hello", "Content-Range", "bytes 0-4/5").is(200).hasUpload(5, true);
        assertThat(alice.get(part).json().path("sha256").asString()).isEqualTo(hex("hello"));
    }

    @Test
    void answersWithTheOffset() {
        begun();

        alice.upload(part, "", "Content-Range", "bytes */*").is(200).hasUpload(3, false);
        alice.upload(part, "", "Content-Range", "bytes */5").is(200).hasUpload(3, false);
        alice.upload(bundle + "/uploads/x.tar", "", "Content-Range", "bytes */5")
                .isProblem(404, "no-such-file", 13900020);
        alice.upload(part, "x", "Content-Range", "bytes */5").isProblem(400, "invalid-request", 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 3-2/5",
                "bytes 3-5/5",
                "bytes 3/5",
                "lines 3-4/5",
                "bytes 3-4",
                "bytes -1-4/5",
                "bytes 3-3/5"
            })
    void refusesRangesThatDoNotFitTheBody(String range) {
        begun();

        alice.upload(part, "lo", "Content-Range", range).isProblem(400, "invalid-request", 401);
        alice.get(part).hasUpload(3, false);
    }

    @Test
    void resumesWithIetfHeaders() {
        begun();

        alice.patch(part, 3, "lo", true, "Content-Digest", sha256("lo")).is(204).hasUpload(5, true);
        alice.patch(part, 5, "", true).is(204).hasUpload(5, true);
        alice.patch(part, 5, "x", true).isProblem(400, "invalid-argument", 13900020);
    }

    @Test
    void readsTheLengthFromIetfHeaders() {
        alice.patch(part, 0, "hel", false, "Upload-Length", "5").is(204).hasUpload(3, false);

        assertThat(alice.get(part).header("Upload-Length")).contains("5");
        alice.patch(part, 3, "l", false, "Upload-Length", "6").isProblem(400, "invalid-argument", 13900020);
        alice.patch(part, 3, "l", true).isProblem(400, "invalid-argument", 13900020);
        alice.patch(part, 3, "lo", true, "Upload-Length", "5").is(204).hasUpload(5, true);
    }

    @Test
    void acceptsAnIncompletePutAsTheFirstPiece() {
        alice.upload(part, "hel", "Upload-Complete", "?0").is(200).hasUpload(3, false);
        alice.upload(part, "hello", "Upload-Complete", "?1").is(200).hasUpload(5, true);
        alice.upload(part, "hello", "Upload-Complete", "yes").isProblem(400, "invalid-request", 401);
    }

    @Test
    void refusesAPieceWithoutAnOffset() {
        alice.send("PATCH", part, "x", "Content-Type", "application/partial-upload", "Upload-Complete", "?1")
                .isProblem(400, "invalid-request", 401);
        alice.send("PATCH", part, "x", "Content-Type", "application/partial-upload", "Upload-Offset", "0")
                .isProblem(400, "invalid-request", 401);
        alice.send(
                        "PATCH",
                        part,
                        "x",
                        "Content-Type",
                        "application/partial-upload",
                        "Upload-Offset",
                        "-1",
                        "Upload-Complete",
                        "?1")
                .isProblem(400, "invalid-request", 401);
        var other = alice.send("PATCH", part, "x", "Content-Type", "application/octet-stream", "Upload-Offset", "0");
        other.isProblem(415, "unsupported-media-type", 13900020);
        assertThat(other.header("Accept-Patch").orElse("")).contains("application/partial-upload");
    }

    @Test
    void resumesInTus() {
        alice.post(bundle + "/uploads", "{\"uri\":\"part.0.tar\",\"size\":5}").is(202);
        var head =
                alice.send("HEAD", part, null, "Tus-Resumable", "1.0.0").is(200).hasUpload(0, false);
        assertThat(head.header("Upload-Length")).contains("5");
        assertThat(head.header("Tus-Resumable")).contains("1.0.0");

        var first = alice.tus("PATCH", part, 0, "hel").is(204).hasUpload(3, false);
        assertThat(first.header("Tus-Resumable")).contains("1.0.0");
        alice.tus("POST", part, 3, "lo", "X-HTTP-Method-Override", "PATCH")
                .is(204)
                .hasUpload(5, true);
    }

    @Test
    void readsTheLengthFromTusHeaders() {
        alice.tus("PATCH", part, 0, "hello", "Upload-Length", "5").is(204).hasUpload(5, true);
    }

    @Test
    void acceptsOneVersionOfTus() {
        var other = alice.send(
                "PATCH",
                part,
                "x",
                "Content-Type",
                "application/offset+octet-stream",
                "Upload-Offset",
                "0",
                "Tus-Resumable",
                "0.2.2");
        other.isProblem(412, "precondition-failed", 13900020);
        assertThat(other.header("Tus-Version")).contains("1.0.0");
        alice.send("PATCH", part, "x", "Content-Type", "application/offset+octet-stream", "Upload-Offset", "0")
                .isProblem(412, "precondition-failed", 13900020);
        var options = alice.send("OPTIONS", part, null).is(204);
        assertThat(options.header("Tus-Version")).contains("1.0.0");
        assertThat(alice.send("OPTIONS", bundle + "/uploads", null, "Tus-Resumable", "9")
                        .is(204)
                        .header("Tus-Resumable"))
                .contains("1.0.0");
    }

    @Test
    void sendsTheVersionOfTusWithEveryRefusal() {
        assertThat(alice.tus("PATCH", part, 9, "x")
                        .isProblem(409, "offset-mismatch", 13900001)
                        .header("Tus-Resumable"))
                .contains("1.0.0");
        assertThat(new UploadClient(alice.port(), "nobody")
                        .tus("PATCH", part, 0, "x")
                        .is(401)
                        .header("Tus-Resumable"))
                .contains("1.0.0");
        assertThat(alice.get(part).header("Tus-Resumable")).isEmpty();
    }

    @Test
    void theDialectMayChangeDuringAnUpload() {
        alice.upload(part, "he", "Content-Range", "bytes 0-1/5").is(200);
        alice.patch(part, 2, "l", false).is(204);
        alice.tus("PATCH", part, 3, "l").is(204);

        alice.upload(part, "o", "Content-Range", "bytes 4-4/5").is(200);
        assertThat(alice.get(part).json().path("sha256").asString()).isEqualTo(hex("hello"));
    }

    @Test
    void aPostIsOnlyAcceptedAsAPatch() {
        alice.send("POST", part, "x", "Content-Type", "application/partial-upload")
                .isProblem(405, "method-not-allowed", 13900020);
    }
}
