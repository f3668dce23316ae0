package io.bundlebackup.archive.tar;

import static io.bundlebackup.archive.tar.TarTools.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bundlebackup.archive.tar.TarSample.Member;
import io.bundlebackup.manifest.UnixTime;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What GNU tar, bsdtar and Python make of our tars. Works in a short directory of its own: paths go up to 4,000 bytes. */
class TarRoundTripTests {
    private static final int KIND = 0;
    private static final int PERMISSIONS = 1;
    private static final int CONTENT = 2;
    private static final int NANOS = 3;
    private static final int LINK = 4;
    private static final int XATTRS = 5;

    private final Collection<Member> members = new TarSample().members();
    private Path directory;
    private Path tar;
    private Path target;
    private boolean attributesKept;

    @BeforeEach
    void pack() throws IOException {
        directory = Files.createTempDirectory("tar");
        tar = directory.resolve("a.tar");
        target = Files.createDirectory(directory.resolve("t"));
        new TarSample().writeTo(tar);
        attributesKept = TarTools.keepsAttributes(target);
    }

    @AfterEach
    void removeTree() {
        TarTools.run("rm", "-rf", directory.toString());
    }

    @Test
    void gnuTarUnpacksEverything() {
        TarTools.run("tar", "--xattrs", "--no-same-owner", "-p", "-C", target.toString(), "-xf", tar.toString());

        Map<String, List<String>> tree = TarTools.dump(target);
        checkTree(tree, 07777);
        for (Member member : members) {
            assertColumn(tree, member, NANOS, nanos(member.attributes().mtime()));
            if (member.kind() != 'l' && attributesKept) {
                assertColumn(tree, member, XATTRS, xattrs(member.attributes(), false));
            }
        }
    }

    static boolean bsdtarIsInstalled() {
        return TarTools.isInstalled("bsdtar");
    }

    @Test
    @EnabledIf("bsdtarIsInstalled")
    void bsdtarUnpacksEverything() {
        TarTools.run("bsdtar", "--no-same-owner", "-p", "-C", target.toString(), "-xf", tar.toString());

        Map<String, List<String>> tree = TarTools.dump(target);
        // Without the owner it gives no set-user-id.
        checkTree(tree, 01777);
        for (Member member : members) {
            UnixTime mtime = member.attributes().mtime();
            // It adds the fraction of a negative number instead of subtracting it.
            if (mtime.seconds() >= 0 || mtime.nanos() == 0) {
                assertColumn(tree, member, NANOS, nanos(mtime));
            }
            if (member.kind() != 'l' && attributesKept) {
                assertColumn(tree, member, XATTRS, xattrs(member.attributes(), true));
            }
        }
    }

    @Test
    void pythonUnpacksEverything() {
        TarTools.unpackWithPython(tar, target);

        Map<String, List<String>> tree = TarTools.dump(target);
        checkTree(tree, 07777);
        for (Member member : members) {
            if (member.kind() != 'l') {
                // It counts time in floating point, and leaves attributes alone.
                long seconds = Long.parseLong(column(tree, member, NANOS)) / 1_000_000_000;
                assertThat(seconds).isCloseTo(member.attributes().mtime().seconds(), within(1L));
            }
        }
    }

    @Test
    void pythonReadsEveryColumn() {
        List<List<String>> listed = TarTools.listWithPython(tar);

        var packed = new TarSample().packed();
        assertThat(listed).hasSameSizeAs(packed);
        for (int i = 0; i < packed.size(); i++) {
            Member member = packed.get(i);
            assertThat(listed.get(i)).as("%s", member.path()).isEqualTo(listed(member));
        }
    }

    @Test
    void gnuTarListsWithoutAnError() {
        String list = TarTools.run("tar", "--numeric-owner", "-tvf", tar.toString());

        assertThat(list.lines().filter(line -> line.contains("4294967294/3000000000")))
                .hasSize(1);
        assertThat(list.lines().count()).isGreaterThanOrEqualTo(members.size());
    }

    private static List<String> listed(Member member) {
        TarAttributes attributes = member.attributes();
        boolean link = member.kind() == 'l' || member.kind() == 'h';
        return List.of(
                TarSample.key(member.path()),
                switch (member.kind()) {
                    case 'd' -> "5";
                    case 'l' -> "2";
                    case 'h' -> "1";
                    default -> "0";
                },
                Integer.toOctalString(attributes.permissions()),
                String.valueOf(link ? 0 : member.text().length()),
                String.valueOf(attributes.uid()),
                String.valueOf(attributes.gid()),
                "",
                PaxRecords.decimal(attributes.mtime()),
                link ? hex(member.text()) : "",
                xattrs(attributes, true));
    }

    /** What all three have to get right: names, kinds, permissions, contents, links. */
    private void checkTree(Map<String, List<String>> tree, int permissions) {
        assertThat(tree.keySet())
                .containsExactlyInAnyOrderElementsOf(members.stream()
                        .map(member -> TarSample.key(member.path()))
                        .toList());
        var content = new HashMap<String, String>();
        for (Member member : members) {
            boolean hard = member.kind() == 'h';
            String text = content(member);
            content.put(TarSample.key(member.path()), text);
            assertColumn(tree, member, KIND, hard ? "f" : String.valueOf(member.kind()));
            if (member.kind() != 'l') {
                int unpacked = Integer.parseInt(column(tree, member, PERMISSIONS), 8);
                assertThat(unpacked & permissions)
                        .as("permissions of %s", member.path())
                        .isEqualTo(member.attributes().permissions() & permissions);
            } else {
                assertColumn(tree, member, LINK, hex(member.text()));
            }
            if (member.kind() == 'f') {
                assertColumn(tree, member, CONTENT, text);
            }
            if (hard) {
                String first = tree.getOrDefault(hex(member.text()), List.of("", "", "", "", "none", ""))
                        .get(LINK);
                assertThat(column(tree, member, LINK)).isNotEmpty().isEqualTo(first);
                assertColumn(tree, member, CONTENT, content.getOrDefault(hex(member.text()), "?"));
            }
        }
    }

    private static String column(Map<String, List<String>> tree, Member member, int column) {
        return tree.getOrDefault(TarSample.key(member.path()), List.of("", "", "", "", "", ""))
                .get(column);
    }

    private static void assertColumn(Map<String, List<String>> tree, Member member, int column, String expected) {
        assertThat(column(tree, member, column))
                .as("column %d of %s", column, member.path())
                .isEqualTo(expected);
    }

    private static String nanos(UnixTime time) {
        return BigInteger.valueOf(time.seconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(time.nanos()))
                .toString();
    }

    private static String content(Member member) {
        byte[] text = TarSample.bytes(member.text());
        if (text.length < 1000) {
            return HexFormat.of().formatHex(text);
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Attributes by name; those who do not know GNU tar's escapes see them. */
    private static String xattrs(TarAttributes attributes, boolean escaped) {
        return attributes.xattrs().stream()
                .map(xattr -> {
                    String name = new String(xattr.name(), StandardCharsets.ISO_8859_1);
                    String shown = escaped ? name.replace("%", "%25").replace("=", "%3D") : name;
                    return hex(shown) + "=" + HexFormat.of().formatHex(xattr.value());
                })
                .sorted()
                .collect(Collectors.joining(","));
    }
}
