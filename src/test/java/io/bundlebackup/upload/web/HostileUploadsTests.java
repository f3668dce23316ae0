package io.bundlebackup.upload.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.upload.web.UploadClient.Open;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;

/** Clients that are wrong, that break off, that come twice, and that want to be let in with what is no backup. */
@ExtendWith(OutputCaptureExtension.class)
class HostileUploadsTests extends UploadApiTestBase {
    private static final String HEADER =
            "version=2.0&attrNum=17&bundle=a&generation=00000000-0000-0000-0000-000000000001&parent=&begunAt=1\n";
    private static final String COLUMNS =
            "path;mode;dir;size;mtime;hash;usertar;encodeFlag;mtimeNanos;ctime;ctimeNanos;inode;uid;"
                    + "gid;link;xattrs;fileName\n";
    private static final String ROOT = ".;16877;1;0;0;;0;0;0;;;1;0;0;;;part.0.tar\n";

    private static String file(String path) {
        return path + ";33188;0;5;0;" + "0".repeat(64) + ";0;0;0;;;2;0;0;;;part.0.tar\n";
    }

    private static final String MANIFEST = HEADER + COLUMNS + ROOT + file("x") + file("y");

    private void awaitOffset(long offset) {
        Awaitility.await().untilAsserted(() -> assertThat(alice.offset(part)).isEqualTo(offset));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4, 5, 999_999_999_999_999_999L})
    void aWrongOffsetIsRefusedWithTheRightOne(long wrong) {
        alice.patch(part, 0, "hel", false).is(204);

        for (var answer : List.of(
                alice.patch(part, wrong, "lo", true),
                alice.tus("PATCH", part, wrong, "lo"),
                alice.upload(part, "l", "Content-Range", "bytes " + wrong + "-" + wrong + "/*"))) {
            answer.isProblem(409, "offset-mismatch", 13900001);
            assertThat(answer.header("Upload-Offset")).contains("3");
        }
        alice.get(part).hasUpload(3, false);
    }

    @Test
    void moreBytesThanAnnouncedAreNotKept() {
        alice.post(bundle + "/uploads", "{\"uri\":\"part.0.tar\",\"size\":5}").is(202);

        alice.upload(part, "hello world").isProblem(400, "invalid-argument", 13900020);
        alice.patch(part, 0, "hello world", true).isProblem(400, "invalid-argument", 13900020);
        alice.tus("PATCH", part, 0, "hello world").isProblem(400, "invalid-argument", 13900020);
        alice.get(part).hasUpload(0, false);
    }

    @Test
    void moreBytesThanAnnouncedAreNotKeptInABodyWithoutLength() throws IOException {
        alice.post(bundle + "/uploads", "{\"uri\":\"part.0.tar\",\"size\":5}").is(202);

        try (var open = alice.open("PUT", part, "Transfer-Encoding", "chunked")) {
            open.send("3\r\nhel\r\n6\r\nlo wor\r\n0\r\n\r\n");
            assertThat(open.head()).startsWith("HTTP/1.1 400");
        }
        alice.get(part).hasUpload(0, false);
    }

    @Test
    void bytesBeforeABrokenConnectionAreKeptAndTheRestCanFollow(CapturedOutput log) throws IOException {
        try (var open = alice.open("PUT", part, "Content-Length", "5")) {
            open.send("hel");
        }
        awaitOffset(3);
        assertThat(alice.get(part).header("Upload-Length")).contains("5");

        alice.upload(part, "lo", "Content-Range", "bytes 3-4/5").is(200).hasUpload(5, true);
        assertThat(log.getOut()).as("nobody's failure").doesNotContain("ERROR");
    }

    @Test
    void brokenChunkedBodiesAreKept() throws IOException {
        try (var open = alice.open("PUT", part, "Transfer-Encoding", "chunked")) {
            open.send("3\r\nhel\r\n6\r\nlo");
        }
        awaitOffset(5);
        alice.get(part).hasUpload(5, false);
    }

    @Test
    void aBrokenWholeUploadDoesNotChangeACompleteOne() throws IOException {
        alice.upload(part, "hello").is(200);

        try (var open = alice.open("PUT", part, "Content-Length", "500")) {
            open.send("other");
        }

        alice.get(part).hasUpload(5, true);
        alice.upload(part, "hello", "Content-Range", "bytes 0-4/5").is(200);
        assertThat(alice.get(part).json().path("sha256").asString()).isEqualTo(hex("hello"));
    }

    @Test
    void aNewerRequestWinsWhileTheOlderOneIsSilent() throws IOException {
        try (var older = alice.open("PUT", part, "Content-Length", "500000")) {
            older.send("x".repeat(100_000));
            // It has begun; nothing of it is written before a buffer is full.
            Awaitility.await().until(() -> alice.get(part).status() == HttpStatus.OK.value());

            alice.upload(part, "newer").is(200).hasUpload(5, true);

            older.send("x".repeat(400_000));
            var answer = older.head();
            assertThat(answer).startsWith("HTTP/1.1 409");
            assertThat(answer.toLowerCase(Locale.ROOT)).contains("upload-offset: 5");
        }
        assertThat(alice.get(part).json().path("sha256").asString()).isEqualTo(hex("newer"));
    }

    @Test
    void publishingReportsMissingFilesAndTheBundleWaitsOn() {
        alice.upload(bundle + "/uploads/manage.json/manifest", MANIFEST).is(204);
        alice.patch(part, 0, "hel", false).is(204);

        var refused = alice.post(bundle + "/publish", "{}").isProblem(409, "upload-incomplete", 13900001);

        assertThat(refused.json().path("missing").toString())
                .isEqualTo("[{\"uri\":\"part.0.tar\",\"generation\":\"00000000-0000-0000-0000-000000000001\","
                        + "\"reason\":\"incomplete\"}]");
        alice.patch(part, 3, "lo", true).is(204);
        alice.post(bundle + "/publish", "{\"uri\":\"other.tar\"}").isProblem(404, "no-such-file", 13900020);
        alice.post(bundle + "/publish", "{\"uri\":\"../x\"}").isProblem(400, "invalid-argument", 13900020);
        alice.post(bundle + "/publish", "{\"dryRun\":1}").isProblem(400, "invalid-request", 401);
    }

    @Test
    void aUriIsCheckedAndPublishesNothingInASessionWithoutManifest() {
        alice.upload(bundle + "/uploads/mine.tar", "x".repeat(100)).is(200);
        alice.patch(part, 0, "hel", false).is(204);

        alice.post(bundle + "/publish", "{\"uri\":\"mine.tar\"}").is(202);
        alice.post(bundle + "/publish", "{\"uri\":\"part.0.tar\"}").isProblem(409, "upload-incomplete", 13900001);
        alice.post(bundle + "/publish", "{\"uri\":\"other.tar\"}").isProblem(404, "no-such-file", 13900020);

        alice.patch(part, 3, "lo", true).is(204);
        alice.post(bundle + "/publish", "{\"uri\":\"part.0.tar\",\"dryRun\":true}")
                .is(202);
        alice.upload(part, "other").is(200);
    }

    @Test
    void publishingDuringAnUploadIsRefused() throws IOException {
        alice.upload(part, "hello").is(200);
        try (var open = alice.open("PUT", part, "Content-Length", "5")) {
            open.send("hel");
            // With a uri the request only asks, and publishes nothing.
            Awaitility.await()
                    .until(() -> alice.post(bundle + "/publish", "{\"uri\":\"part.0.tar\"}")
                                    .status()
                            == 409);

            var refused = alice.post(bundle + "/publish", "{}").isProblem(409, "upload-incomplete", 13900001);

            assertThat(refused.json().path("missing").path(0).path("reason").asString())
                    .isEqualTo("in progress");
        }
    }

    @Test
    void repeatedPublishingGetsTheSameAnswer() {
        alice.upload(bundle + "/uploads/mine.tar", "x".repeat(100)).is(200);

        var first = alice.post(bundle + "/publish", "{\"uri\":\"\",\"dryRun\":false}")
                .is(202)
                .json();
        var again = alice.post(bundle + "/publish", "{}").is(202).json();

        assertThat(first.toString())
                .isEqualTo("{\"bundleName\":\"a\",\"dryRun\":false,\"reportUrl\":\"" + bundle + "/report\"}");
        assertThat(again).isEqualTo(first);
        assertThat(alice.upload(bundle + "/uploads/mine.tar", "y")
                        .json()
                        .path("type")
                        .asString())
                .isIn("/problems/published", "/problems/bundle-not-running");
        // It is no tar.
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                alice.get(bundle).json().path("outcome").asString(""))
                        .isEqualTo("failed"));
        assertThat(alice.get(bundle).json().path("err").path("code").asInt())
                .as(alice.get(bundle).json().toString())
                .isEqualTo(13900020);
    }

    @Test
    void publishingWithoutABodyUsesDefaults() {
        alice.upload(bundle + "/uploads/mine.tar", "x").is(200);

        alice.send("POST", bundle + "/publish", null).is(202);
    }

    @Test
    void twoManifestsThatAreBothTheNewestAreRefused() {
        alice.upload(bundle + "/uploads/1_manage.json/manifest", MANIFEST).is(204);
        alice.upload(bundle + "/uploads/2_manage.json/manifest", MANIFEST.replace("00001&", "00002&"))
                .is(204);

        alice.post(bundle + "/publish", "{}").isProblem(400, "invalid-manifest", 13900020);
    }

    private static List<String> badManifests() {
        var bad = new ArrayList<String>();
        bad.add("");
        bad.add(MANIFEST.substring(0, MANIFEST.length() - 7));
        bad.add(MANIFEST.replace("bundle=a", "bundle=b"));
        bad.add(MANIFEST + file("x"));
        bad.add(MANIFEST + file("y"));
        bad.add(MANIFEST + file("y/../../z"));
        bad.add(MANIFEST + file("z/.."));
        bad.add(MANIFEST + file("/z"));
        bad.add(MANIFEST.replace("version=2.0", "version=1.0"));
        bad.add(MANIFEST.replace("part.0.tar", "../part.0.tar"));
        return bad;
    }

    @Test
    void invalidManifestsAreRefusedWithTheirLine() {
        var address = bundle + "/uploads/manage.json/manifest";
        alice.upload(address, MANIFEST, "Repr-Digest", sha256(MANIFEST)).is(204);

        for (var bad : badManifests()) {
            var refused = alice.upload(address, bad).isProblem(400, "invalid-manifest", 13900020);
            assertThat(refused.json().path("line").asInt()).as(bad).isPositive();
        }
        alice.upload(address, "x".repeat(21_000)).isProblem(413, "too-large", 13900020);
        alice.upload(address, MANIFEST, "Repr-Digest", sha256("x")).isProblem(400, "digest-mismatch", 13900020);
        alice.upload(address, MANIFEST, "Content-Range", "bytes 0-4/5").isProblem(400, "invalid-request", 401);
        alice.upload(bundle + "/uploads/a-b/manifest", MANIFEST).isProblem(400, "invalid-argument", 13900020);

        assertThat(alice.get(bundle + "/uploads/manage.json")
                        .is(200)
                        .json()
                        .path("manifest")
                        .asBoolean())
                .isTrue();
    }

    /** Nobody sends gigabytes to learn that they are not wanted. */
    @Test
    void aRequestThatExpects100ContinueIsRefusedBeforeTheBody() throws IOException {
        alice.patch(part, 0, "hel", false).is(204);

        try (Open open = alice.open(
                "PUT",
                part,
                "Content-Length",
                "5000000000",
                "Content-Range",
                "bytes 7-5000000006/*",
                "Expect",
                "100-continue")) {
            assertThat(open.head()).startsWith("HTTP/1.1 409");
        }
        try (Open open = alice.open("PUT", part, "Content-Length", "5", "Expect", "100-continue")) {
            assertThat(open.head()).startsWith("HTTP/1.1 100");
            open.send("hello");
            assertThat(open.head()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aSmallRefusedBodyDoesNotHideTheAnswer() throws IOException {
        alice.patch(part, 0, "hel", false).is(204);

        try (Open open = alice.open("PUT", part, "Content-Length", "1000000", "Content-Range", "bytes 7-1000006/*")) {
            open.send("x".repeat(1_000_000));
            assertThat(open.head()).startsWith("HTTP/1.1 409");
        }
    }
}
