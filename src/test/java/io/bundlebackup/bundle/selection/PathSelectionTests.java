package io.bundlebackup.bundle.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathSelectionTests {
    /** Patterns are separated by blanks; a path that ends with a slash is a directory. */
    @ParameterizedTest(name = "+[{0}] -[{1}] {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    # includes | excludes | path | covered
                                     |               | a                  | true
                                     |               | a/b/c              | true
                                     |               | .hidden            | true
                    files            |               | files/             | true
                    files            |               | files              | true
                    files            |               | files/a            | true
                    files            |               | files/a/b/         | true
                    files            |               | filesystem         | false
                    files            |               | file               | false
                    files            |               | x/files            | false
                    files            |               | Files              | false
                    files/           |               | files/             | true
                    files/           |               | files/a            | true
                    files/           |               | files              | false
                    /files           |               | files/a            | true
                    ./files          |               | files/a            | true
                    ./files/         |               | files/a            | true
                    /                |               | a/b                | true
                    .                |               | a/b                | true
                    a/b              |               | a/                 | false
                    a/b              |               | a/b                | true
                    a/b              |               | a/bc               | false
                    *                |               | a                  | true
                    *                |               | .a/b               | true
                    *.txt            |               | a.txt              | true
                    *.txt            |               | .txt               | true
                    *.txt            |               | a.txt/b            | true
                    *.txt            |               | d/a.txt            | false
                    *.txt            |               | a.txt.gz           | false
                    a*c*e            |               | abcde              | true
                    a*c*e            |               | abcdef             | false
                    a/*/c            |               | a/b/c              | true
                    a/*/c            |               | a/b/x/c            | false
                    a/*/c            |               | a/c                | false
                    a/*              |               | a/b/c              | true
                    a/*              |               | a/                 | false
                    ?                |               | a                  | true
                    ?                |               | ab                 | false
                    ?                |               | ä                  | true
                    ?                |               | 😀                 | true
                    ??               |               | ä                  | false
                    a?b              |               | a/b                | false
                    [abc]            |               | b                  | true
                    [abc]            |               | d                  | false
                    [a-c]x           |               | bx                 | true
                    [a-cx-z]         |               | y                  | true
                    [!a-c]           |               | d                  | true
                    [^a-c]           |               | b                  | false
                    []a]             |               | ]                  | true
                    [!]a]            |               | b                  | true
                    [a-]             |               | -                  | true
                    [-a]             |               | -                  | true
                    [ä-ü]            |               | ö                  | true
                    a[!b]c           |               | a/c                | false
                    a[.-0]c          |               | a/c                | false
                    [*]              |               | *                  | true
                    [*]              |               | a                  | false
                    \\*               |               | *                  | true
                    \\*               |               | a                  | false
                    [\\]]             |               | ]                  | true
                    {a,b}            |               | a                  | false
                    {a,b}            |               | {a,b}              | true
                    **               |               | a/b/c              | true
                    **/c             |               | c                  | true
                    **/c             |               | a/b/c              | true
                    **/c             |               | a/b/c/d            | true
                    **/c             |               | a/bc               | false
                    **/**/c          |               | a/c                | true
                    a/**/d           |               | a/d                | true
                    a/**/d           |               | a/b/c/d            | true
                    a/**/d           |               | b/d                | false
                    a/**/b/**/c      |               | a/x/b/y/z/c        | true
                    a/**             |               | a/b                | true
                    a/**             |               | a/                 | false
                    **.log           |               | a/b.log            | true
                    **.log           |               | b.log              | true
                    a**z             |               | a/b/z              | true
                    **/*.txt         |               | x/y.txt            | true
                    **/cache/        |               | a/cache            | false
                    **/cache/        |               | a/cache/x          | true
                                     | cache         | cache/x            | false
                                     | cache         | cached             | true
                                     | cache/**      | cache/             | true
                                     | cache/**      | cache/x/y          | false
                                     | **/*.tmp      | a/b.tmp            | false
                                     | **/*.tmp      | a/b.tmp/c          | false
                                     | **/*.tmp      | a/b                | true
                    a                | a/b           | a/b/c              | false
                    a/b              | a             | a/b                | false
                    a b              | c             | b                  | true
                    a b              | c             | c                  | false
                    """)
    void coversPathsByItsPatterns(@Nullable String includes, @Nullable String excludes, String path, boolean covered) {
        boolean directory = path.endsWith("/");
        byte[] bytes = bytes(directory ? path.substring(0, path.length() - 1) : path);

        assertThat(PathSelection.of(words(includes), words(excludes)).covers(bytes, directory))
                .isEqualTo(covered);
    }

    @ParameterizedTest(name = "+[{0}] -[{1}] {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    # includes | excludes | directory | may contain
                                 |              | a         | true
                    a            |              | a         | true
                    a            |              | a/b       | true
                    a            |              | b         | false
                    a/b/c        |              | a         | true
                    a/b/c        |              | a/b       | true
                    a/b/c        |              | a/c       | false
                    a/*.txt      |              | a         | true
                    a/*.txt      |              | a/b       | false
                    a/*.txt      |              | a/b.txt   | true
                    **/c         |              | x/y       | true
                    a/**/c       |              | a/x/y     | true
                    a/**/c       |              | b         | false
                    *.d/x        |              | a.d       | true
                    *.d/x        |              | a.e       | false
                                 | a            | a         | false
                                 | a            | a/b       | false
                                 | a            | b         | true
                                 | a/**         | a         | false
                                 | a/*          | a         | false
                                 | a/*/         | a         | true
                                 | a/*/         | a/b       | false
                                 | a/b          | a         | true
                                 | **/*.tmp     | a         | true
                    a            | a/*.x        | a         | true
                    a/b          | a            | a         | false
                    *            |              | .         | true
                    a/b          |              | .         | true
                                 | *            | .         | false
                                 | **           | .         | false
                                 | */           | .         | true
                                 | *.tmp        | .         | true
                    """)
    void tellsWhetherAWalkHasToDescend(
            @Nullable String includes, @Nullable String excludes, String directory, boolean expected) {
        assertThat(PathSelection.of(words(includes), words(excludes)).mayContain(bytes(directory)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "a/../b",
                "../a",
                "a/./b",
                "a//b",
                "//",
                "a//",
                "[",
                "[a",
                "a[",
                "[]",
                "[!]",
                "[z-a]",
                "[a/b]",
                "[[:alpha:]]",
                "a\\",
                "a\\/b",
                "a\0b",
                "\ud800"
            })
    void refusesAnInvalidPattern(String pattern) {
        assertThatThrownBy(() -> PathSelection.of(List.of("files", pattern), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the pattern \"includes\"[1] is invalid: ");
        assertThatThrownBy(() -> PathSelection.of(List.of(), List.of(pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the pattern \"excludes\"[0] is invalid: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", ".", "./"})
    void refusesToLeaveOutTheWholeTree(String pattern) {
        assertThatThrownBy(() -> PathSelection.of(List.of(), List.of(pattern)))
                .hasMessage("\"excludes\" leaves out the whole tree");
    }

    @Test
    void refusesTooManyPatterns() {
        List<String> patterns = Collections.nCopies(PathSelection.MAX_PATTERNS + 1, "a");

        assertThatThrownBy(() -> PathSelection.of(patterns, List.of())).hasMessageContaining("more than 1000");
        assertThatThrownBy(() -> PathSelection.of(List.of("a".repeat(4_097)), List.of()))
                .hasMessageContaining("longer than 4096");
    }

    @Test
    void aQuestionMarkMatchesAByteThatBelongsToNoCharacter() {
        PathSelection selection = PathSelection.of(List.of("a?b"), List.of());

        assertThat(selection.covers(raw('a', 0xFF, 'b'), false)).isTrue();
        assertThat(selection.covers(raw('a', 0xC3, 'b'), false)).isTrue(); // the first half of a character
        assertThat(selection.covers(raw('a', 0xC3, 0xA4, 'b'), false)).isTrue();
        assertThat(selection.covers(raw('a', 0xA4, 0xC3, 'b'), false)).isFalse(); // two bytes, no character
        assertThat(selection.covers(raw('a', 0xC0, 0xAF, 'b'), false)).isFalse(); // an overlong slash is two bytes
        assertThat(selection.covers(raw('a', 0xED, 0xA0, 0x80, 'b'), false)).isFalse(); // so is half a surrogate pair
        assertThat(selection.covers(raw('a', 0xF4, 0x90, 0x80, 0x80, 'b'), false))
                .isFalse();
        assertThat(selection.covers(raw('a', 0xE0, 0x80, 0x80, 'b'), false)).isFalse();
    }

    @Test
    void namesThatAreNotTextAreCoveredLikeOthers() {
        byte[] name = raw('a', '/', 0xFF, 0xFE, '/', 'b');

        assertThat(PathSelection.everything().covers(name, false)).isTrue();
        assertThat(PathSelection.of(List.of("a"), List.of()).covers(name, false))
                .isTrue();
        assertThat(PathSelection.of(List.of("a/*/b"), List.of()).covers(name, false))
                .isTrue();
        assertThat(PathSelection.of(List.of("a/[!x]?/b"), List.of()).covers(name, false))
                .isTrue();
        assertThat(PathSelection.of(List.of("a/ÿþ/b"), List.of()).covers(name, false))
                .isFalse();
    }

    @Test
    void theRootIsAlwaysTaken() {
        PathSelection selection = PathSelection.of(List.of("a"), List.of("*"));

        assertThat(selection.covers(bytes(""), true)).isTrue();
        assertThat(selection.covers(bytes("."), true)).isTrue();
    }

    @Test
    void nothingCoversNothing() {
        assertThat(PathSelection.nothing().covers(bytes("."), true)).isFalse();
        assertThat(PathSelection.nothing().covers(bytes("a"), false)).isFalse();
        assertThat(PathSelection.nothing().mayContain(bytes("."))).isFalse();
    }

    @Test
    void skipsTheServicesOwnDirectoriesEvenIfIncluded() {
        PathSelection selection = PathSelection.of(List.of("srv"), List.of()).skipping(List.of(bytes("srv/data")));

        assertThat(selection.covers(bytes("srv/data"), true)).isFalse();
        assertThat(selection.covers(bytes("srv/data/x"), false)).isFalse();
        assertThat(selection.mayContain(bytes("srv/data"))).isFalse();
        assertThat(selection.covers(bytes("srv/data2"), false)).isTrue();
        assertThat(selection.covers(bytes("srv"), true)).isTrue();
    }

    @Test
    void noPatternMakesMatchingExplode() {
        byte[] path = bytes("a".repeat(4_000));
        PathSelection stars = PathSelection.of(List.of("*a".repeat(60) + "b"), List.of());
        PathSelection doubles = PathSelection.of(List.of("**a".repeat(60) + "b"), List.of());
        PathSelection segments = PathSelection.of(List.of("**/".repeat(1_300) + "b"), List.of());

        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(stars.covers(path, false)).isFalse();
            assertThat(doubles.covers(path, false)).isFalse();
            assertThat(segments.covers(path, false)).isFalse();
        });
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : Arrays.asList(text.split(" "));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] raw(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
