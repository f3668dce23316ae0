package io.bundlebackup.upload.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each operation on uploads answers. */
class UploadsControllerTests extends UploadApiTestBase {
    @Test
    void keepsAWholeUpload() {
        var answer = alice.upload(part, "hello", "Repr-Digest", sha256("hello"))
                .is(200)
                .hasUpload(5, true);

        assertThat(answer.json().toString())
                .isEqualTo("{\"uri\":\"part.0.tar\",\"offset\":5,\"size\":5,\"complete\":true,\"sha256\":\""
                        + hex("hello") + "\",\"manifest\":false}");
        assertThat(alice.get(part).is(200).hasUpload(5, true).json()).isEqualTo(answer.json());
        alice.send("HEAD", part, null).is(200).hasUpload(5, true);
    }

    /** The files in a part are digested instead. */
    @Test
    void digestsAPartOnlyForAClientThatAsks() {
        assertThat(alice.upload(part, "hello").is(200).json().toString())
                .isEqualTo("{\"uri\":\"part.0.tar\",\"offset\":5,\"size\":5,\"complete\":true,\"manifest\":false}");
        alice.send("HEAD", part, null).is(200).hasUpload(5, true);
        assertThat(alice.get(part).json().path("sha256").asString()).isEqualTo(hex("hello"));

        assertThat(alice.upload(part, "hello").is(200).json().path("sha256").asString())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;charset=utf-16",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain",
                "nonsense"
            })
    void acceptsBytesOfAnyContentType(String type) {
        alice.upload(part, "{\"not\": json \u0000", "Content-Type", type)
                .is(200)
                .hasUpload(14, true);
    }

    @Test
    void acceptsMoreBytesThanAJsonBodyMayHave() {
        var large = "x".repeat(3 << 20);

        alice.upload(part, large, "Content-Type", "application/json").is(200).hasUpload(large.length(), true);
        alice.patch(bundle + "/uploads/b.tar", 0, large, true).is(204).hasUpload(large.length(), true);
    }

    @Test
    void requestsAHandleThatArrivesAsAnEvent() {
        var uploads = bundle + "/uploads";

        var answer = alice.post(uploads, "{\"uri\":\"part.0.tar\",\"size\":5}", "Idempotency-Key", "one")
                .is(202);
        var again = alice.post(uploads, "{\"uri\":\"part.0.tar\",\"size\":5}", "Idempotency-Key", "one")
                .is(202);
        alice.post(uploads, "{\"uri\":\"part.0.tar\"}").is(202);

        assertThat(answer.json().toString())
                .isEqualTo("{\"uri\":\"part.0.tar\",\"offset\":0,\"size\":5,\"complete\":false,\"manifest\":false}");
        assertThat(again.json()).isEqualTo(answer.json());
        assertThat(again.header("Idempotency-Replayed")).contains("true");
        Awaitility.await().untilAsserted(() -> {
            var events = alice.get(session + "/events?types=onFileReady").json().path("events");
            assertThat(events.size()).isEqualTo(2);
            assertThat(events.path(0).path("data").path("contentUrl").asString())
                    .isEqualTo(part);
        });
    }

    @Test
    void refusesToAnnounceNonsense() {
        var uploads = bundle + "/uploads";

        alice.post(uploads, "{\"uri\":\"a/b\"}").isProblem(400, "invalid-argument", 13900020);
        alice.post(uploads, "{\"size\":5}").isProblem(400, "invalid-request", 401);
        alice.post(uploads, "{\"uri\":\"a\",\"size\":-1}").isProblem(400, "invalid-request", 401);
        alice.post(uploads, "{\"uri\":\"a\",\"other\":1}").isProblem(400, "invalid-request", 401);
        alice.send("POST", uploads, "x", "Content-Type", "text/plain")
                .isProblem(415, "unsupported-media-type", 13900020);
    }

    @Test
    void listsPageByPage() {
        for (var uri : new String[] {"b.tar", "a.tar", "c.tar"}) {
            alice.upload(bundle + "/uploads/" + uri, "hello").is(200);
        }

        var first = alice.get(bundle + "/uploads?limit=2").is(200).json();
        assertThat(first.path("uploads").size()).isEqualTo(2);
        assertThat(first.path("uploads").path(0).path("uri").asString()).isEqualTo("a.tar");
        assertThat(first.path("next").asString()).isEqualTo("b.tar");
        var last = alice.get(bundle + "/uploads?limit=2&after=b.tar").is(200).json();
        assertThat(last.path("uploads").size()).isEqualTo(1);
        assertThat(last.has("next")).isFalse();
        alice.get(bundle + "/uploads?limit=0").isProblem(400, "invalid-request", 401);
    }

    @Test
    void removalIsRepeatable() {
        alice.upload(part, "hello").is(200);

        alice.send("DELETE", part, null).is(204);
        alice.send("DELETE", part, null).is(204);
        alice.get(part).isProblem(404, "no-such-file", 13900020);
        alice.send("HEAD", part, null).is(404);
    }

    @Test
    void checksDigests() {
        alice.upload(part, "hello", "Repr-Digest", sha256("hello"), "Content-Digest", sha512("hello"))
                .is(200);
        alice.upload(part, "other", "Repr-Digest", sha256("hello")).isProblem(400, "digest-mismatch", 13900020);
        alice.upload(part, "other", "Content-Digest", sha512("hello")).isProblem(400, "digest-mismatch", 13900020);
        alice.upload(part, "other", "Repr-Digest", "sha-256=nonsense").isProblem(400, "invalid-request", 401);
        alice.get(part).hasUpload(5, true);
        assertThat(alice.get(part).json().path("sha256").asString()).isEqualTo(hex("hello"));
        alice.upload(part, "other", "Repr-Digest", "md5=:AAAA:, unixsum=:AAAA:").is(200);
        alice.upload(part, "third", "Repr-Digest", "md5=:AAAA:, " + sha512("x") + "," + sha256("third"))
                .is(200);
    }

    @Test
    void refusesAContentEncoding() {
        alice.upload(part, "hello", "Content-Encoding", "gzip").isProblem(415, "unsupported-media-type", 13900020);
    }

    @Test
    void keepsUploadsToTheSessionsThatTheyBelongTo() {
        var other = session.substring(0, session.length() - 1) + "_";
        alice.upload(other + "/bundles/a/uploads/x", "hello").isProblem(404, "no-such-session", 13900020);
        bob.upload(part, "hello").isProblem(404, "no-such-session", 13900020);
        bob.get(part).isProblem(404, "no-such-session", 13900020);
        alice.upload(session + "/bundles/b/uploads/x", "hello").isProblem(404, "no-such-bundle", 13900020);
        alice.upload(bundle + "/uploads/a-b", "hello").isProblem(400, "invalid-argument", 13900020);
        var backup = alice.post("/api/v1/sessions", "{\"type\":\"backup\",\"bundles\":[{\"bundleName\":\"b\"}]}")
                .is(201)
                .header("Location")
                .orElseThrow();
        alice.upload(backup + "/bundles/b/uploads/x", "hello").isProblem(409, "wrong-session-type", 13900001);
        alice.get(backup + "/bundles/b/uploads").isProblem(409, "wrong-session-type", 13900001);
        alice.send("DELETE", backup, null).is(204);
    }

    @Test
    void refusesUploadsOfAWithdrawnBundle() {
        alice.upload(part, "hello").is(200);
        alice.send("DELETE", bundle, null).is(204);

        Awaitility.await()
                .untilAsserted(() -> alice.upload(part, "hello").isProblem(409, "bundle-not-running", 13900001));
        alice.post(bundle + "/publish", "{}").isProblem(409, "bundle-not-running", 13900001);
        alice.post(bundle + "/publish", "{\"uri\":\"part.0.tar\"}").isProblem(409, "bundle-not-running", 13900001);
        Awaitility.await().untilAsserted(() -> alice.get(part).isProblem(404, "no-such-file", 13900020));
    }

    @Test
    void thePhaseIsUploadingWhenBytesArrive() {
        alice.upload(part, "hello").is(200);

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(alice.get(bundle).json().path("phase").asString())
                                .isEqualTo("uploading"));
    }

    @Test
    void doesNotLetCallersInWithoutAToken() {
        new UploadClient(alice.port(), "nobody").upload(part, "hello").isProblem(401, "unauthenticated", 201);
    }
}
