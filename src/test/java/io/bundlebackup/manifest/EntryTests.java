package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryTests {
    private static final int FILE = 0100644;
    private static final int DIRECTORY = 0040755;
    private static final int LINK = 0120777;

    private static Entry entry(String path, int mode, @Nullable String link, List<Xattr> xattrs) {
        Link target = link == null ? null : new Link(link.getBytes(StandardCharsets.UTF_8));
        return new Entry(
                RawPath.of(path), mode, 0, UnixTime.EPOCH, null, false, null, 1, 0, 0, target, xattrs, "part.0.tar");
    }

    private static Xattr xattr(String name, int length) {
        return new Xattr(name.getBytes(StandardCharsets.UTF_8), new byte[length]);
    }

    @Test
    void knowsItsType() {
        assertThat(entry("a", FILE, null, List.of()).isRegularFile()).isTrue();
        assertThat(entry("b", FILE, "a", List.of()).isHardLink()).isTrue();
        assertThat(entry("a", DIRECTORY, null, List.of()).isDirectory()).isTrue();
        assertThat(entry("a", LINK, "../..", List.of()).isSymbolicLink()).isTrue();
        assertThat(entry("a", LINK, "b", List.of()).isHardLink()).isFalse();
    }

    @Test
    void refusesTypesThatNoManifestHas() {
        for (int type : new int[] {0010000, 0020000, 0060000, 0140000, 0, -1, 0200000 | FILE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> entry("a", type, null, List.of()))
                    .withMessageContaining("mode");
        }
    }

    @Test
    void refusesARootThatIsNotADirectory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entry(".", FILE, null, List.of()))
                .withMessage("the root is not a directory");
    }

    @Test
    void refusesImpossibleLinks() {
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", LINK, null, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", LINK, "", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", LINK, "b\0", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", DIRECTORY, "b", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", FILE, "a", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", FILE, "b", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", FILE, ".", List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entry("a", FILE, "../a", List.of()))
                .withMessageContaining("leaves the root");
    }

    @Test
    void sortsItsAttributesByBytesAndRefusesDoubles() {
        List<Xattr> sorted = List.of(xattr("user.a", 1), xattr("user.b", 1), xattr("user.ä", 1));
        assertThat(entry("a", FILE, null, sorted.reversed()).xattrs()).isEqualTo(sorted);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entry("a", FILE, null, List.of(xattr("user.a", 1), xattr("user.a", 2))))
                .withMessage("the extended attribute user.a occurs twice");
    }

    @Test
    void refusesMoreAttributesThanALineHolds() {
        var many = new ArrayList<Xattr>();
        for (int i = 0; i < 10; i++) {
            many.add(xattr("user." + i, 1 << 16));
        }
        assertThat(Xattr.fit(many)).isTrue();
        assertThat(ManifestLine.render(longest(many)).length).isLessThan(ManifestLine.MAX_LENGTH);
        many.add(xattr("user.x", 1 << 16));
        assertThat(Xattr.fit(many)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", FILE, null, many));
    }

    @Test
    void theLongestEntryIsStillALineThatIsRead() throws InvalidManifestException {
        var many = new ArrayList<Xattr>();
        var random = new Random(1);
        while (Xattr.fit(many)) {
            var name = new byte[255];
            random.nextBytes(name);
            for (int i = 0; i < name.length; i++) {
                name[i] |= (byte) 0x80;
            }
            many.add(new Xattr(name, new byte[100]));
        }
        many.removeLast();
        Entry entry = longest(many);

        byte[] line = ManifestLine.render(entry);

        assertThat(line.length).isBetween(900_000, ManifestLine.MAX_LENGTH);
        assertThat(ManifestLine.parse(line, 1)).isEqualTo(entry);
    }

    private static Entry longest(List<Xattr> xattrs) {
        byte[] path = ("\u00ff".repeat(255) + "/").repeat(16).getBytes(StandardCharsets.ISO_8859_1);
        byte[] target = "\u00ff".repeat(4096).getBytes(StandardCharsets.ISO_8859_1);
        return new Entry(
                RawPath.of(Arrays.copyOf(path, 4095)),
                LINK,
                0,
                new UnixTime(Long.MIN_VALUE, 999_999_999),
                null,
                true,
                new UnixTime(Long.MIN_VALUE, 999_999_999),
                -1,
                0xffff_ffffL,
                0xffff_ffffL,
                new Link(target),
                xattrs,
                "f".repeat(255));
    }
}
