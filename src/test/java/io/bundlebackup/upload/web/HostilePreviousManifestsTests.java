package io.bundlebackup.upload.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.state.BundleId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What is no manifest that an incremental backup could start from is refused with its line, and changes nothing. */
@ExtendWith(OutputCaptureExtension.class)
class HostilePreviousManifestsTests extends PreviousManifestsApiTestBase {
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
        bad.add(bad("with a path that occurs twice", 6, TWO + file("y")));
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
        bad.add(bad("1.0: with a path that occurs twice", 5, ONE + fileOfOne("b") + fileOfOne("a") + fileOfOne("/b")));
        bad.add(bad("1.0: with a path beneath a file", 3, ONE + fileOfOne("b/c") + fileOfOne("b")));
        bad.add(bad("1.0: with a path that climbs", 4, ONE + fileOfOne("b") + fileOfOne("/a/../../c")));
        bad.add(bad("1.0: with a million columns", 3, ONE + ";".repeat(1_000_000) + "\n"));
        bad.add(bad("1.0: with a number that is none", 3, ONE + fileOfOne("b").replace(";5;", ";five;")));
        bad.add(bad("1.0: with garbage", 4, ONE + fileOfOne("b") + "\0\u0001\u00ff\n"));
        return bad;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void anInvalidManifestIsRefusedWithItsLineAndChangesNothing(String what, long line, String text)
            throws IOException {
        var before = view();
        var first = alice.upload(address, text).isProblem(400, "invalid-manifest", 13900020);
        assertThat(first.json().path("line").asLong()).as(what).isEqualTo(line);
        assertThat(first.json().path("detail").asString()).startsWith("Line " + line + ": ");
        assertThat(manifests.find(new BundleId(id(), "a"))).isEmpty();
        assertThat(files()).isEmpty();

        alice.upload(address, TWO).is(204);
        alice.upload(address, text).isProblem(400, "invalid-manifest", 13900020);

        requireFirst();
        assertThat(view()).isEqualTo(before);
    }

    @Test
    void aManifestThatIsTooLargeIsRefusedWithOrWithoutALength() throws IOException {
        alice.upload(address, TWO).is(204);
        var large = TWO + file("z").repeat(LIMIT / file("z").length() + 1);

        var refused = alice.upload(address, large).isProblem(413, "too-large", 13900020);
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
    void aManifestWithAWrongDigestIsRefused() throws IOException {
        alice.upload(address, TWO).is(204);

        for (var header : List.of("Repr-Digest", "Content-Digest")) {
            alice.upload(address, header("a", 2), header, UploadApiTestBase.sha256("x"))
                    .isProblem(400, "digest-mismatch", 13900020);
            alice.upload(address, header("a", 2), header, UploadApiTestBase.sha512("x"))
                    .isProblem(400, "digest-mismatch", 13900020);
            alice.upload(address, header("a", 2), header, "sha-256=:x:").isProblem(400, "invalid-request", 401);
        }

        requireFirst();
    }

    @Test
    void aBrokenManifestLeavesNothing(CapturedOutput log) throws Exception {
        alice.upload(address, TWO).is(204);
        try (var open = alice.open("PUT", address, "Content-Length", "500")) {
            open.send(header("a", 2));
            Awaitility.await().untilAsserted(() -> assertThat(files()).hasSize(2));
        }
        Awaitility.await().untilAsserted(() -> assertThat(files()).hasSize(1));
        try (var open = alice.open("PUT", address, "Transfer-Encoding", "chunked")) {
            open.send("500\r\n" + header("a", 2));
            Awaitility.await().untilAsserted(() -> assertThat(files()).hasSize(2));
        }
        Awaitility.await().untilAsserted(() -> assertThat(files()).hasSize(1));

        requireFirst();
        assertThat(log.getOut()).as("nobody's failure").doesNotContain("ERROR");
    }
}
