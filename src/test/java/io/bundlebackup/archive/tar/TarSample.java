package io.bundlebackup.archive.tar;

import static io.bundlebackup.archive.tar.TarTools.hex;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A tree of everything that gave tars trouble; texts are Latin-1, so that one character is one byte. */
public final class TarSample {
    private static final UnixTime TIME = new UnixTime(1_700_000_000, 123_456_789);
    private static final List<Xattr> XATTRS = List.of(xattr("user.empty", ""), xattr("user.plain", "value"));

    private final TreeMap<RawPath, Member> members = new TreeMap<>();

    /** One entry: {@code kind} is f, d, l (symbolic link) or h (hard link). */
    record Member(RawPath path, char kind, TarAttributes attributes, String text) {}

    TarSample() {
        members.put(RawPath.ROOT, new Member(RawPath.ROOT, 'd', attributes(0750, new UnixTime(1_600_000_000, 1)), ""));
        names();
        lengths();
        times();
        links();
        permissions();
    }

    private void names() {
        for (String name : List.of(
                "plain.txt",
                "new\nline",
                "semi;colon",
                "per%cent",
                "back\\slash",
                "-rf",
                "--help",
                " ",
                "tab\t",
                "\u0001",
                "\u007f",
                "\u00ff",
                "bad\u00c3",
                "gr\u00c3\u00bcn",
                "...",
                "~",
                "*",
                "{a,b}",
                "\"quoted\"",
                "trailing ",
                "=")) {
            file("names/" + name, TIME, name);
            file("directories/" + name + "/inside", TIME, name);
        }
    }

    private void lengths() {
        for (int length : new int[] {99, 100, 101, 254, 255}) {
            file("a".repeat(length), TIME, "a" + length);
            file("\u00ff".repeat(length), TIME, "y" + length);
            directory("d".repeat(length));
            directory("\u00fe".repeat(length));
        }
        // A slash as the hundredth byte: cut there, the ustar name would be that of a directory.
        file("s".repeat(99) + "/t", TIME, "slash");
        for (int length : new int[] {300, 1000, 4000}) {
            file(path("p", length), TIME, "p" + length);
            file(path("\u00c3\u00b6", length), TIME, "o" + length);
            file(path("\u00f6", length), TIME, "raw" + length);
        }
        file("empty", TIME, "");
        file("block", TIME, "b".repeat(512));
        file("large", TIME, "l".repeat(300_001));
    }

    private static String path(String letter, int length) {
        String segment = letter.repeat(198 / letter.length()) + "/";
        String path = segment.repeat(length / segment.length());
        String rest = "e".repeat(length - path.length());
        return rest.isEmpty() ? path.substring(0, length - 1) : path + rest;
    }

    private void times() {
        file("times/0", UnixTime.EPOCH, "");
        file("times/-1", new UnixTime(-1, 0), "");
        file("times/-0.5", new UnixTime(-1, 500_000_000), "");
        file("times/1938", new UnixTime(-1_000_000_000, 1), "");
        file("times/2242", new UnixTime(8_589_934_591L, 999_999_999), "");
        file("times/2255", new UnixTime(9_000_000_000L, 123_456_789), "");
        file("times/nano", new UnixTime(5, 1), "");
    }

    private void links() {
        for (String target : List.of(
                "plain",
                "/nonexistent",
                "../../..",
                "new\nline;%",
                "\u00ff",
                "gr\u00c3\u00bcn",
                "t".repeat(100),
                "t".repeat(101),
                "\u00ff".repeat(100),
                "\u00ff".repeat(101),
                path("x", 4000),
                path("\u00ff", 4000),
                ".",
                "a//b/")) {
            add("links/" + members.size(), 'l', new TarAttributes(0777, 1000, 1000, TIME, List.of()), target);
        }
        for (String first : List.of(
                "empty",
                "names/\u00ff",
                "names/gr\u00c3\u00bcn",
                "a".repeat(101),
                "\u00ff".repeat(101),
                path("\u00c3\u00b6", 4000),
                path("\u00f6", 4000))) {
            add("names/z" + members.size(), 'h', attributes(0644, TIME), first);
        }
    }

    private void permissions() {
        add("setuid", 'f', attributes(04755, TIME), "");
        add("sticky", 'd', attributes(01777, TIME), "");
        add("setgid", 'd', attributes(02755, TIME), "");
        add("read-only", 'f', attributes(0400, TIME), "");
        add("owner", 'f', new TarAttributes(0644, 4_294_967_294L, 3_000_000_000L, TIME, List.of()), "");
        List<Xattr> odd =
                List.of(xattr("user.\u00ff", "raw"), xattr("user.a=b%", "=\n%"), xattr("user.zeros", "\0\u00ff\n"));
        add("xattrs", 'f', new TarAttributes(0644, 0, 0, TIME, odd), "");
        add("xattrs.plain", 'f', new TarAttributes(0644, 0, 0, TIME, XATTRS), "");
        add("xattrs.directory", 'd', new TarAttributes(0755, 0, 0, TIME, XATTRS), "");
    }

    private void directory(String path) {
        add(path, 'd', attributes(0755, TIME), "");
    }

    private void file(String path, UnixTime mtime, String content) {
        add(path, 'f', attributes(0644, mtime), content);
    }

    private void add(String path, char kind, TarAttributes attributes, String text) {
        RawPath raw = RawPath.of(bytes(path));
        for (@Nullable RawPath above = raw.parent(); above != null; above = above.parent()) {
            members.putIfAbsent(above, new Member(above, 'd', attributes(0755, TIME), ""));
        }
        members.put(raw, new Member(raw, kind, attributes, text));
    }

    private static TarAttributes attributes(int permissions, UnixTime mtime) {
        return new TarAttributes(permissions, 1000, 1001, mtime, List.of());
    }

    private static Xattr xattr(String name, String value) {
        return new Xattr(bytes(name), bytes(value));
    }

    public static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As they are packed: hard links last, and the directories again, as in every part. */
    List<Member> packed() {
        List<Member> directories =
                members().stream().filter(member -> member.kind() == 'd').toList();
        return Stream.concat(members().stream(), directories.reversed().stream())
                .toList();
    }

    /** Each once, hard links last. */
    List<Member> members() {
        return members.values().stream()
                .sorted((a, b) -> Boolean.compare(a.kind() == 'h', b.kind() == 'h'))
                .toList();
    }

    void writeTo(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var tar = new TarWriter(channel);
            for (Member member : packed()) {
                byte[] text = bytes(member.text());
                switch (member.kind()) {
                    case 'd' -> tar.directory(member.path(), member.attributes());
                    case 'l' -> tar.symbolicLink(member.path(), member.attributes(), text);
                    case 'h' -> tar.hardLink(member.path(), member.attributes(), RawPath.of(text));
                    default -> {
                        tar.beginFile(member.path(), member.attributes(), text.length);
                        tar.write(text, 0, text.length);
                        tar.endFile();
                    }
                }
            }
            tar.finish();
        }
    }

    static String key(RawPath path) {
        return hex(new String(path.bytes(), StandardCharsets.ISO_8859_1));
    }
}
