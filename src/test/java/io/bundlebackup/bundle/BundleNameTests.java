package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleNameTests {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Z9", "com.example.hiworld", "a_b-c.d", "a..b", "com.example:1", "com.example:42"})
    void acceptsAName(String name) {
        assertThat(BundleName.isValid(name)).isTrue();
        assertThat(BundleName.parse(name))
                .hasValueSatisfying(parsed -> assertThat(parsed).hasToString(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1a",
                ".a",
                "-a",
                "_a",
                "a b",
                "a/b",
                "..",
                "a+1",
                "a:",
                "a:0",
                "a:01",
                "a:-1",
                "a:1:2",
                ":1",
                "ä",
                "a\n",
                "a:9999999999"
            })
    void refusesInvalidNames(String name) {
        assertThat(BundleName.isValid(name)).isFalse();
        assertThat(BundleName.parse(name)).isEmpty();
    }

    @Test
    void isAtMost128CharactersLong() {
        assertThat(BundleName.isValid("a".repeat(128))).isTrue();
        assertThat(BundleName.isValid("a".repeat(129))).isFalse();
        assertThat(BundleName.isValid("a".repeat(128) + ":1")).isTrue();
    }

    @Test
    void writesTheColonOfACloneAsAPlusInADirectory() {
        BundleName clone = new BundleName("com.example", 2);

        assertThat(clone).hasToString("com.example:2");
        assertThat(clone.directoryName()).isEqualTo("com.example+2");
        assertThat(BundleName.ofDirectory("com.example+2")).contains(clone);
        assertThat(BundleName.ofDirectory("com.example:2")).isEmpty();
        assertThat(BundleName.ofDirectory("com.example")).contains(new BundleName("com.example", 0));
    }

    @Test
    void isSortedByItsFormOnTheWire() {
        assertThat(new BundleName("a", 2)).isGreaterThan(new BundleName("a", 1)).isGreaterThan(new BundleName("a", 0));
        assertThat(new BundleName("b", 0)).isGreaterThan(new BundleName("a", 9));
    }

    @Test
    void cannotBeMadeOfSomethingElse() {
        assertThatThrownBy(() -> new BundleName("a", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BundleName("a:1", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BundleName("../a", 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
