package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kinds and prefixes of names of delivered files. */
class DeliveredNameTests {
    @ParameterizedTest
    @CsvSource({
        "manage.json, '', 0, index",
        "1790086400000_manage.json, 1790086400000_, 1790086400000, index",
        "0_manage.json, 0_, 0, index",
        "part.0.tar, '', 0, part",
        "1790086400000_part.123.tar, 1790086400000_, 1790086400000, part",
        "999999999999999999_part.0.tar, 999999999999999999_, 999999999999999999, part",
        "1000000000000000000_part.0.tar, '', 0, other tar",
        "1000000000000000000_manage.json, '', 0, other",
        "_manage.json, '', 0, other",
        "x_manage.json, '', 0, other",
        "-1_manage.json, '', 0, other",
        "1_2_manage.json, 1_, 1, other",
        "1_part.tar, 1_, 1, other tar",
        "part..tar, '', 0, other tar",
        "part.x.tar, '', 0, other tar",
        "part.0.tar.tar, '', 0, other tar",
        "part.0, '', 0, other",
        "part.0tar, '', 0, other",
        "1790086400000_0123456789abcdef.tar, 1790086400000_, 1790086400000, other tar",
        "0123456789abcdef, '', 0, other",
        "7_, '', 0, other",
        "7, '', 0, other",
        "'', '', 0, other",
        "'١_manage.json', '', 0, other"
    })
    void namesHaveKindsAndPrefixes(String name, String prefix, long epoch, String kind) {
        assertThat(DeliveredName.prefixOf(name)).isEqualTo(prefix);
        assertThat(DeliveredName.epochOf(name)).isEqualTo(epoch);
        assertThat(DeliveredName.isIndex(name)).isEqualTo(kind.equals("index"));
        assertThat(DeliveredName.isPart(name)).isEqualTo(kind.equals("part"));
        assertThat(DeliveredName.isTar(name)).isEqualTo(kind.equals("part") || kind.equals("other tar"));
    }

    @Test
    void madeNamesAreRecognized() {
        var prefix = DeliveredName.prefix(1_790_086_400_000L);

        assertThat(DeliveredName.part(prefix, 12)).isEqualTo("1790086400000_part.12.tar");
        assertThat(DeliveredName.index(prefix)).isEqualTo("1790086400000_manage.json");
        assertThat(DeliveredName.index("")).isEqualTo(DeliveredName.INDEX);
    }
}
