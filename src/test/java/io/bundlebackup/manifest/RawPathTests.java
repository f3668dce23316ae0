package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTests {
    private static RawPath raw(String latin1) {
        return RawPath.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''           | the path is empty",
                "/etc/passwd  | absolute",
                "/            | absolute",
                "..           | leaves the root",
                "../a         | leaves the root",
                "a/../b       | leaves the root",
                "a/..         | leaves the root",
                "./a          | segment \".\"",
                "a/.          | segment \".\"",
                "a//b         | empty segment",
                "a/           | empty segment",
            })
    void refusesTextsThatAreNotPathsInsideARoot(String path, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> RawPath.of(path)).withMessageContaining(reason);
    }

    @Test
    void refusesNul() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RawPath.of("a\0b"))
                .withMessageContaining("NUL")
                .withMessageContaining("a%00b");
    }

    @Test
    void holdsNamesOf255AndPathsOf4096Bytes() {
        String longest = ("n".repeat(255) + "/").repeat(15) + "m".repeat(254) + "/o";
        assertThat(RawPath.of(longest).length()).isEqualTo(4096);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RawPath.of(longest + "p"))
                .withMessageContaining("longer than 4096 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RawPath.of("ü".repeat(128)))
                .withMessageContaining("a name longer than 255 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "..a", ".a", "a..", "-rf", " ", "a b", "~", "a/.../b"})
    void acceptsNamesThatOnlyLookOdd(String path) {
        assertThat(RawPath.of(path).encoded()).isEqualTo(path);
    }

    @Test
    void ordersTheRootFirstAndWhatADirectoryHoldsBehindIt() {
        List<RawPath> ordered = List.of(
                RawPath.ROOT,
                raw("\u0001"),
                raw("!"),
                raw("-"),
                raw(".." + "."),
                raw("a"),
                raw("a/b"),
                raw("a/b/c"),
                raw("a/ÿ"),
                raw("a\u0001"),
                raw("a!"),
                raw("a.b"),
                raw("ab"),
                raw("b"),
                raw("\u00e4"),
                raw("\u00ff"));

        assertThat(ordered.reversed().stream().sorted()).isEqualTo(ordered);
    }

    @Test
    void returnsItsNameAndParent() {
        RawPath path = RawPath.of("a/b/c");
        assertThat(path.name()).asString().isEqualTo("c");
        assertThat(path.parent()).isEqualTo(RawPath.of("a/b"));
        assertThat(RawPath.of("a").parent()).isSameAs(RawPath.ROOT);
        assertThat(RawPath.ROOT.parent()).isNull();
        assertThat(path.isUnder(RawPath.ROOT)).isTrue();
        assertThat(path.isUnder(RawPath.of("a"))).isTrue();
        assertThat(path.isUnder(RawPath.of("a/b/" + "c"))).isFalse();
        assertThat(RawPath.of("ab/c").isUnder(RawPath.of("a"))).isFalse();
        assertThat(RawPath.ROOT.isUnder(RawPath.ROOT)).isFalse();
        assertThat(RawPath.of("a/b").resolve(new byte[] {'c'})).isEqualTo(path);
        assertThat(RawPath.ROOT.resolve(new byte[] {'c'})).isEqualTo(RawPath.of("c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0"})
    void resolvesOnlySingleNames(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RawPath.of("a").resolve(name.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain, false",
        "grün, grün, false",
        "a b&c=d, a b&c=d, false",
        "a;b, a%3Bb, true",
        "100%, 100%25, true",
        "grün;, gr%C3%BCn%3B, true",
    })
    void isPlainTextUnlessThatWouldBeAmbiguous(String path, String text, boolean encoded) {
        RawPath raw = RawPath.of(path);
        assertThat(raw.encoded()).isEqualTo(text);
        assertThat(raw.needsEncoding()).isEqualTo(encoded);
        assertThat(RawPath.decode(text, encoded)).isEqualTo(raw);
    }

    @Test
    void percentEncodesControlCharactersAndWhatIsNotUtf8() {
        for (String latin1 : List.of(
                "\u0001", "\n", "\u001f", "\u007f", "\u00ff", "a\u00c3", "\u00ed\u00a0\u0080", "\u00c0\u0080")) {
            RawPath path = raw(latin1);
            assertThat(path.needsEncoding()).isTrue();
            assertThat(path.encoded()).matches("a?(%[0-9A-F]{2})+");
            assertThat(RawPath.decode(path.encoded(), true)).isEqualTo(path);
            assertThat(RawPath.decode(path.encoded().toLowerCase(Locale.ROOT), true))
                    .isEqualTo(path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "a%4", "%4g", "%g4", "%%41", "%+1"})
    void refusesBrokenEncoding(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RawPath.decode(text, true))
                .withMessageContaining("two hexadecimal digits");
    }

    @Test
    void refusesAnEncodedPathThatLeavesTheRoot() {
        assertThatIllegalArgumentException().isThrownBy(() -> RawPath.decode("%2e%2E%2Fa", true));
        assertThatIllegalArgumentException().isThrownBy(() -> RawPath.decode("\ud800", false));
    }
}
