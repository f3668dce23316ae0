package io.bundlebackup.upload.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.state.BundleId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The manifest that an incremental backup starts from, over HTTP: what is taken, when, and from whom. */
class PreviousManifestsApiTests extends PreviousManifestsApiTestBase {
    @Test
    void acceptsVersionTwoUnchanged() throws IOException {
        var answer = alice.upload(
                        address, TWO, "Repr-Digest", UploadApiTestBase.sha256(TWO), "Content-Type", "text/plain")
                .is(204);

        assertThat(answer.text()).isEmpty();
        var found = manifests.find(new BundleId(id(), "a")).orElseThrow();
        assertThat(found.file()).hasContent(TWO);
        assertThat(found.newestEpoch()).isEqualTo(1_700_000_000_007L);
        assertThat(files()).hasSize(1);
    }

    @Test
    void acceptsVersionOne() throws IOException {
        var text =
                (ONE + fileOfOne("/b") + fileOfOne("/a")).replace("\n", "\r\n").strip();

        alice.upload(address, text, "Content-Digest", UploadApiTestBase.sha512(text))
                .is(204);

        assertThat(manifests.find(new BundleId(id(), "a")).orElseThrow().file())
                .content()
                .startsWith("version=2.0&attrNum=17&bundle=a&generation=" + generation())
                .endsWith(
                        "\na;33188;0;5;0;" + HASH + ";0;0;0;;;0;0;0;;;\nb;33188;0;5;0;" + HASH + ";0;0;0;;;0;0;0;;;\n");
        assertThat(files()).hasSize(1);
    }

    @Test
    void acceptsAnyContentType() {
        for (var type : List.of("application/json", "application/x-www-form-urlencoded", "application/octet-stream")) {
            alice.upload(address, TWO, "Content-Type", type).is(204);
        }
        alice.upload(address, TWO, "Content-Encoding", "gzip").isProblem(415, "unsupported-media-type", 13900020);
    }

    @Test
    void replacesThePreviousManifest() throws IOException {
        alice.upload(address, TWO).is(204);
        alice.upload(address, header("a", 2)).is(204);

        assertThat(generation()).isEqualTo(new UUID(0, 2));
        assertThat(files()).hasSize(1);
    }

    @Test
    void acceptsManifestsOfAsManyBundlesAsASessionTakes() {
        alice.upload(session + "/manifests/a", header("a", 1)).is(204);
        alice.upload(session + "/manifests/b", header("b", 1)).is(204);
        alice.upload(session + "/manifests/c", header("c", 1)).isProblem(400, "invalid-argument", 13900020);
        alice.upload(session + "/manifests/b", header("b", 2)).is(204);
    }

    @Test
    void aPieceIsRefused() {
        alice.upload(address, TWO, "Content-Range", "bytes 0-4/5").isProblem(400, "invalid-request", 401);
    }

    @Test
    void refusesBeforeTheBodyIsSent() throws IOException {
        for (var other : List.of("/manifests/nobody", "/manifests/-", "/bundles/a/uploads/x")) {
            try (var open = alice.open("PUT", session + other, "Content-Length", "1000000", "Expect", "100-continue")) {
                assertThat(open.head()).as(other).startsWith("HTTP/1.1 4");
            }
        }
    }

    @Test
    void refusesUnknownBundles() throws IOException {
        alice.upload(session + "/manifests/nobody", header("nobody", 1)).isProblem(404, "no-such-bundle", 13900020);
        for (var none : List.of("-", "a%20b", "..%3b", "%C3%A4", "a+1", "a:0")) {
            assertThat(alice.upload(session + "/manifests/" + none, TWO).status())
                    .as(none)
                    .isEqualTo(400);
        }
        alice.upload(session + "/manifests/-", TWO).isProblem(400, "invalid-request", 401);
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesTheSessionOfAnotherCaller() {
        bob.upload(address, TWO).isProblem(404, "no-such-session", 13900020);
        alice.upload("/api/v1/sessions/0123456789abcdef0123456789abcdef/manifests/a", TWO)
                .isProblem(404, "no-such-session", 13900020);
        new UploadClient(port, "nobody").upload(address, TWO).isProblem(401, "unauthenticated", 201);
        alice.post(address, TWO).isProblem(405, "method-not-allowed", 13900020);
        assertThat(manifests.find(new BundleId(id(), "a"))).isEmpty();
    }

    @Test
    void refusesSessionsOfAnotherType() {
        for (var type : List.of("backup", "restore")) {
            var other = session(type);
            alice.upload(other + "/manifests/a", TWO).isProblem(409, "wrong-session-type", 13900001);
            alice.send("DELETE", other, null).is(204);
        }
    }

    @Test
    void refusesOnlyBundlesThatWereAppended() throws IOException {
        alice.upload(address, TWO).is(204);
        alice.post(session + "/bundles", "{\"bundles\":[{\"bundleName\":\"a\"}]}")
                .is(202);

        alice.upload(address, header("a", 2)).isProblem(409, "already-appended", 13900001);

        requireFirst();
        alice.upload(session + "/manifests/b", header("b", 1)).is(204);
        assertThat(manifests.find(new BundleId(id(), "b"))).isPresent();
    }

    @Test
    void aReleasedSessionRefusesManifestsAndLeavesNoFiles() throws Exception {
        alice.upload(address, TWO).is(204);
        alice.upload(session + "/manifests/b", header("b", 1)).is(204);
        alice.post(session + "/bundles", "{\"bundles\":[{\"bundleName\":\"a\"}]}")
                .is(202);

        alice.send("DELETE", session, null).is(204);

        Awaitility.await().untilAsserted(() -> {
            assertThat(manifests.find(new BundleId(id(), "a"))).isEmpty();
            assertThat(manifests.find(new BundleId(id(), "b"))).isEmpty();
            assertThat(files()).isEmpty();
        });
        alice.upload(address, TWO).isProblem(409, "session-ended", 13900001);
        assertThat(files()).isEmpty();
    }

    @Test
    void anExpiredSessionLeavesNoFiles() {
        alice.send("DELETE", session, null).is(204);
        session = alice.post("/api/v1/sessions", "{\"type\":\"incrementalBackup\",\"idleTimeout\":1}")
                .is(201)
                .header("Location")
                .orElseThrow();
        alice.upload(session + "/manifests/a", TWO).is(204);
        assertThat(manifests.find(new BundleId(id(), "a"))).isPresent();

        // Nobody asks for the session meanwhile: that would be a use of it.
        Awaitility.await().untilAsserted(() -> {
            assertThat(manifests.find(new BundleId(id(), "a"))).isEmpty();
            assertThat(files()).isEmpty();
        });
        alice.upload(session + "/manifests/a", TWO).isProblem(409, "session-ended", 13900001);
    }

    @Test
    void aSessionReleasedDuringAnUploadKeepsNoManifest() throws Exception {
        var text = header("a", 2);
        try (var open = alice.open("PUT", address, "Content-Length", String.valueOf(text.length()))) {
            open.send(text.substring(0, 30));
            Awaitility.await().untilAsserted(() -> assertThat(files()).hasSize(1));
            alice.send("DELETE", session, null).is(204);
            open.socket().getOutputStream().write(text.substring(30).getBytes(StandardCharsets.US_ASCII));
            assertThat(open.head()).startsWith("HTTP/1.1 409");
        }
        Awaitility.await().untilAsserted(() -> assertThat(files()).isEmpty());
    }
}
