package io.bundlebackup.upload.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.BundleBackup;
import io.bundlebackup.session.web.TestDirectories;
import io.bundlebackup.upload.PreviousManifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

/** The manifest that an incremental backup starts from, over HTTP: what is taken, and whatever is not. */
@ExtendWith(OutputCaptureExtension.class)
@ContextConfiguration(initializers = TestDirectories.class)
@SpringBootTest(
        classes = {BundleBackup.class, WaitingIncrements.Configuration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.location=classpath:/",
            "backup.limits.manifest-size=1500KB",
            "backup.limits.bundles=2",
            "backup.security.tokens[0].name=alice",
            "backup.security.tokens[0].sha256=9c220f200955d76c0a38d308225e0ef10c5f971acaf2f8d1d8f732affa5bd1dc",
            "backup.security.tokens[0].authorities=backup,system",
            "backup.security.tokens[1].name=bob",
            "backup.security.tokens[1].sha256=97dd3707015dcf069cf73022ed7173b1165db6eff24b441cb57fd069a8c4e525",
            "backup.security.tokens[1].authorities=backup,system"
        })
class PreviousManifestsApiTests {
    private static final int LIMIT = 1500 << 10;
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String ONE = "version=1.0&attrNum=8\npath;mode;dir;size;mtime;hash;usertar;encodeFlag\n";
    private static final String TWO = header("a", 1) + directory(".") + file("x") + file("y");

    @LocalServerPort
    private int port;

    @Autowired
    private PreviousManifests manifests;

    @Value("${backup.data-directory}")
    private Path data = Path.of("");

    private UploadClient alice = new UploadClient(0, "");
    private UploadClient bob = new UploadClient(0, "");
    private String session = "";
    private String address = "";

    @BeforeEach
    void create() {
        alice = new UploadClient(port, "alice-token");
        bob = new UploadClient(port, "bob-token");
        session = session("incrementalBackup");
        address = session + "/manifests/a";
    }

    @AfterEach
    void release() throws IOException {
        alice.send("DELETE", session, null).is(204);
        // Nothing of a session outlives it.
        Awaitility.await().untilAsserted(() -> assertThat(files()).isEmpty());
    }

    private String session(String type) {
        return alice.post("/api/v1/sessions", "{\"type\":\"" + type + "\"}")
                .is(201)
                .header("Location")
                .orElseThrow();
    }

    private static String header(String bundle, int generation) {
        return "version=2.0&attrNum=17&bundle=" + bundle + "&generation=00000000-0000-0000-0000-00000000000"
                + generation + "&parent=&begunAt=1\n"
                + "path;mode;dir;size;mtime;hash;usertar;encodeFlag;mtimeNanos;ctime;ctimeNanos;inode;uid;"
                + "gid;link;xattrs;fileName\n";
    }

    private static String directory(String path) {
        return path + ";16877;1;0;0;;0;0;0;;;1;0;0;;;1700000000007_part.0.tar\n";
    }

    private static String file(String path) {
        return path + ";33188;0;5;0;" + HASH + ";0;0;0;;;2;0;0;;;1700000000007_part.0.tar\n";
    }

    private static String fileOfOne(String path) {
        return path + ";33188;0;5;0;" + HASH + ";0;0\n";
    }

    private String id() {
        return session.substring(session.lastIndexOf('/') + 1);
    }

    /** The names of all files that are there for the session. */
    private List<String> files() throws IOException {
        var directory = data.resolve("uploads").resolve(id());
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile).map(Path::toString).toList();
        } catch (UncheckedIOException e) {
            // Something went while it was looked at.
            return List.of("being removed");
        }
    }

    private UUID generation() {
        return manifests.find(id(), "a").orElseThrow().header().generation();
    }

    private String view() {
        return alice.get(session).is(200).response().body().replaceAll("\"expiresAt\":\"[^\"]*\"", "");
    }

    @Test
    void takesVersionTwoAndKeepsItAsItIs() throws IOException {
        var answer = alice.put(address, TWO, "Repr-Digest", UploadApiTestBase.sha256(TWO), "Content-Type", "text/plain")
                .is(204);

        assertThat(answer.response().body()).isEmpty();
        var found = manifests.find(id(), "a").orElseThrow();
        assertThat(found.file()).hasContent(TWO);
        assertThat(found.newestEpoch()).isEqualTo(1_700_000_000_007L);
        assertThat(files()).hasSize(1);
    }

    @Test
    void takesVersionOne() throws IOException {
        var text =
                (ONE + fileOfOne("/b") + fileOfOne("/a")).replace("\n", "\r\n").strip();

        alice.put(address, text, "Content-Digest", UploadApiTestBase.sha512(text))
                .is(204);

        assertThat(manifests.find(id(), "a").orElseThrow().file())
                .content()
                .startsWith("version=2.0&attrNum=17&bundle=a&generation=" + generation())
                .endsWith(
                        "\na;33188;0;5;0;" + HASH + ";0;0;0;;;0;0;0;;;\nb;33188;0;5;0;" + HASH + ";0;0;0;;;0;0;0;;;\n");
        assertThat(files()).hasSize(1);
    }

    @Test
    void takesOneWhateverItSaysItIs() {
        for (var type : List.of("application/json", "application/x-www-form-urlencoded", "application/octet-stream")) {
            alice.put(address, TWO, "Content-Type", type).is(204);
        }
        alice.put(address, TWO, "Content-Encoding", "gzip").isProblem(415, "unsupported-media-type", 13900020);
    }

    @Test
    void putsOneInThePlaceOfTheOneBefore() throws IOException {
        alice.put(address, TWO).is(204);
        alice.put(address, header("a", 2)).is(204);

        assertThat(generation()).isEqualTo(new UUID(0, 2));
        assertThat(files()).hasSize(1);
    }

    @Test
    void takesThoseOfAsManyBundlesAsASessionTakes() {
        alice.put(session + "/manifests/a", header("a", 1)).is(204);
        alice.put(session + "/manifests/b", header("b", 1)).is(204);
        alice.put(session + "/manifests/c", header("c", 1)).isProblem(400, "invalid-argument", 13900020);
        alice.put(session + "/manifests/b", header("b", 2)).is(204);
    }

    static Stream<Arguments> bad() {
        return Stream.of(badInVersionTwo(), badInVersionOne()).flatMap(List::stream);
    }

    private static Arguments bad(String what, long line, String text) {
        return Arguments.of(what, line, text);
    }

    private static List<Arguments> badInVersionTwo() {
        var bad = new ArrayList<Arguments>();
        bad.add(bad("nothing", 1, ""));
        bad.add(bad("truncated in its first line", 1, TWO.substring(0, 50)));
        bad.add(bad("truncated in its columns", 2, header("a", 1).strip()));
        bad.add(bad("truncated in a line", 5, TWO.substring(0, TWO.length() - 7)));
        bad.add(bad("truncated before its last newline", 5, TWO.strip()));
        bad.add(bad("of another bundle", 1, TWO.replace("bundle=a", "bundle=b")));
        bad.add(bad("of no bundle", 1, TWO.replace("bundle=a", "bundle=")));
        bad.add(bad("of another version", 1, TWO.replace("version=2.0", "version=3.0")));
        bad.add(bad("unsorted", 6, TWO + file("w")));
        bad.add(bad("with a path that stands twice", 6, TWO + file("y")));
        bad.add(bad("with a path beneath a file", 6, TWO + file("y/z")));
        bad.add(bad("with a path that climbs", 6, TWO + file("z/../../etc")));
        bad.add(bad("with a path that climbs at once", 6, TWO + file("..")));
        bad.add(bad("with an absolute path", 6, TWO + file("/z")));
        bad.add(bad("with a million columns", 6, TWO + ";".repeat(1_000_000) + "\n"));
        bad.add(bad("with a line without end", 6, TWO + ";".repeat(1_200_000) + "\n"));
        bad.add(bad("with a size that is none", 6, TWO + file("z").replace(";5;", ";-5;")));
        bad.add(bad("with a size beyond 64 bit", 6, TWO + file("z").replace(";5;", ";9223372036854775808;")));
        bad.add(bad("with a mode that is none", 6, TWO + file("z").replace("33188", "rw-r--r--")));
        bad.add(bad("with a hash that is none", 6, TWO + file("z").replace(HASH, "x".repeat(64))));
        bad.add(bad("with a file name that climbs", 6, TWO + file("z").replace("1700000000007_", "../")));
        bad.add(bad("binary garbage", 1, "\u001f\u008b\u0008\0\u0001" + "\u00ff\n\0".repeat(1000)));
        bad.add(bad("the index itself", 1, "[{\"fileName\":\"part.0.tar\"}]"));
        return bad;
    }

    private static List<Arguments> badInVersionOne() {
        var bad = new ArrayList<Arguments>();
        bad.add(bad("1.0: of nine columns", 1, ONE.replace("=8", "=9")));
        bad.add(bad("1.0: without columns", 2, "version=1.0&attrNum=8\n"));
        bad.add(bad("1.0: truncated", 4, ONE + fileOfOne("b") + fileOfOne("a").substring(0, 40)));
        bad.add(bad("1.0: with a path that stands twice", 5, ONE + fileOfOne("b") + fileOfOne("a") + fileOfOne("/b")));
        bad.add(bad("1.0: with a path beneath a file", 3, ONE + fileOfOne("b/c") + fileOfOne("b")));
        bad.add(bad("1.0: with a path that climbs", 4, ONE + fileOfOne("b") + fileOfOne("/a/../../c")));
        bad.add(bad("1.0: with a million columns", 3, ONE + ";".repeat(1_000_000) + "\n"));
        bad.add(bad("1.0: with a number that is none", 3, ONE + fileOfOne("b").replace(";5;", ";five;")));
        bad.add(bad("1.0: with garbage", 4, ONE + fileOfOne("b") + "\0\u0001\u00ff\n"));
        return bad;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void whatIsNoneIsRefusedWithItsLineAndChangesNothing(String what, long line, String text) throws IOException {
        var before = view();
        var first = alice.put(address, text).isProblem(400, "invalid-manifest", 13900020);
        assertThat(first.json().path("line").asLong()).as(what).isEqualTo(line);
        assertThat(first.json().path("detail").asString()).startsWith("Line " + line + ": ");
        assertThat(manifests.find(id(), "a")).isEmpty();
        assertThat(files()).isEmpty();

        alice.put(address, TWO).is(204);
        alice.put(address, text).isProblem(400, "invalid-manifest", 13900020);

        requireFirst();
        assertThat(view()).isEqualTo(before);
    }

    private void requireFirst() throws IOException {
        assertThat(generation()).isEqualTo(new UUID(0, 1));
        assertThat(manifests.find(id(), "a").orElseThrow().file()).hasContent(TWO);
        assertThat(files()).hasSize(1);
    }

    @Test
    void oneThatIsTooLargeIsRefusedWhetherItSaysSoOrNot() throws IOException {
        alice.put(address, TWO).is(204);
        var large = TWO + file("z").repeat(LIMIT / file("z").length() + 1);

        var refused = alice.put(address, large).isProblem(413, "too-large", 13900020);
        assertThat(refused.json().path("limit").asLong()).isEqualTo(LIMIT);
        try (var open = alice.open("PUT", address, "Transfer-Encoding", "chunked")) {
            open.send(Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");
            assertThat(open.head()).startsWith("HTTP/1.1 413");
        }
        try (var open = alice.open("PUT", address, "Content-Length", "5000000000", "Expect", "100-continue")) {
            assertThat(open.head()).startsWith("HTTP/1.1 413");
        }

        requireFirst();
    }

    @Test
    void oneWithAnotherDigestIsRefused() throws IOException {
        alice.put(address, TWO).is(204);

        for (var header : List.of("Repr-Digest", "Content-Digest")) {
            alice.put(address, header("a", 2), header, UploadApiTestBase.sha256("x"))
                    .isProblem(400, "digest-mismatch", 13900020);
            alice.put(address, header("a", 2), header, UploadApiTestBase.sha512("x"))
                    .isProblem(400, "digest-mismatch", 13900020);
            alice.put(address, header("a", 2), header, "sha-256=:x:").isProblem(400, "invalid-request", 401);
        }

        requireFirst();
    }

    @Test
    void aPieceIsRefused() {
        alice.put(address, TWO, "Content-Range", "bytes 0-4/5").isProblem(400, "invalid-request", 401);
    }

    @Test
    void oneThatBreaksOffLeavesNothing(CapturedOutput log) throws Exception {
        alice.put(address, TWO).is(204);
        try (var open = alice.open("PUT", address, "Content-Length", "500")) {
            open.send(header("a", 2));
            Awaitility.await().untilAsserted(() -> assertThat(files()).hasSize(2));
        }
        Awaitility.await().untilAsserted(() -> assertThat(files()).hasSize(1));
        try (var open = alice.open("PUT", address, "Transfer-Encoding", "chunked")) {
            open.send("500\r\n" + header("a", 2));
        }
        Awaitility.await().untilAsserted(() -> assertThat(files()).hasSize(1));

        requireFirst();
        assertThat(log.getOut()).as("nobody's failure").doesNotContain("ERROR");
    }

    @Test
    void nobodySendsOneToLearnThatItIsNotWanted() throws IOException {
        for (var other : List.of("/manifests/nobody", "/manifests/-", "/bundles/a/uploads/x")) {
            try (var open = alice.open("PUT", session + other, "Content-Length", "1000000", "Expect", "100-continue")) {
                assertThat(open.head()).as(other).startsWith("HTTP/1.1 4");
            }
        }
    }

    @Test
    void onlyBundlesThatAreHereHaveOne() throws IOException {
        alice.put(session + "/manifests/nobody", header("nobody", 1)).isProblem(404, "no-such-bundle", 13900020);
        for (var none : List.of("-", "a%20b", "..%3b", "%C3%A4", "a+1", "a:0")) {
            assertThat(alice.put(session + "/manifests/" + none, TWO).response().statusCode())
                    .as(none)
                    .isEqualTo(400);
        }
        alice.put(session + "/manifests/-", TWO).isProblem(400, "invalid-request", 401);
        assertThat(files()).isEmpty();
    }

    @Test
    void anotherCallersSessionIsNone() {
        bob.put(address, TWO).isProblem(404, "no-such-session", 13900020);
        alice.put("/api/v1/sessions/0123456789abcdef0123456789abcdef/manifests/a", TWO)
                .isProblem(404, "no-such-session", 13900020);
        new UploadClient(port, "nobody").put(address, TWO).isProblem(401, "unauthenticated", 201);
        alice.post(address, TWO).isProblem(405, "method-not-allowed", 13900020);
        assertThat(manifests.find(id(), "a")).isEmpty();
    }

    @Test
    void aSessionOfAnotherTypeTakesNone() {
        for (var type : List.of("backup", "restore")) {
            var other = session(type);
            alice.put(other + "/manifests/a", TWO).isProblem(409, "wrong-session-type", 13900001);
            alice.send("DELETE", other, null).is(204);
        }
    }

    @Test
    void aBundleThatWasAppendedTakesNoneAndOthersDo() throws IOException {
        alice.put(address, TWO).is(204);
        alice.post(session + "/bundles", "{\"bundles\":[{\"bundleName\":\"a\"}]}")
                .is(202);

        alice.put(address, header("a", 2)).isProblem(409, "already-appended", 13900001);

        requireFirst();
        alice.put(session + "/manifests/b", header("b", 1)).is(204);
        assertThat(manifests.find(id(), "b")).isPresent();
    }

    @Test
    void aSessionThatIsReleasedTakesNoneAndLeavesNothing() throws Exception {
        alice.put(address, TWO).is(204);
        alice.put(session + "/manifests/b", header("b", 1)).is(204);
        alice.post(session + "/bundles", "{\"bundles\":[{\"bundleName\":\"a\"}]}")
                .is(202);

        alice.send("DELETE", session, null).is(204);

        Awaitility.await().untilAsserted(() -> {
            assertThat(manifests.find(id(), "a")).isEmpty();
            assertThat(manifests.find(id(), "b")).isEmpty();
            assertThat(files()).isEmpty();
        });
        alice.put(address, TWO).isProblem(409, "session-ended", 13900001);
        assertThat(files()).isEmpty();
    }

    @Test
    void aSessionThatExpiresLeavesNothing() {
        alice.send("DELETE", session, null).is(204);
        session = alice.post("/api/v1/sessions", "{\"type\":\"incrementalBackup\",\"idleTimeout\":1}")
                .is(201)
                .header("Location")
                .orElseThrow();
        alice.put(session + "/manifests/a", TWO).is(204);
        assertThat(manifests.find(id(), "a")).isPresent();

        // Nobody asks for the session meanwhile: that would be a use of it.
        Awaitility.await().untilAsserted(() -> {
            assertThat(manifests.find(id(), "a")).isEmpty();
            assertThat(files()).isEmpty();
        });
        alice.put(session + "/manifests/a", TWO).isProblem(409, "session-ended", 13900001);
    }

    @Test
    void aSessionThatIsReleasedWhileOneArrivesKeepsNothing() throws Exception {
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
