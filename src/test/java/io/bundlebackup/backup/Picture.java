package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.Python;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What lies in a directory, or what a manifest says that lies there, in every respect that a backup keeps. Looked at by Python; what no
 * backup takes is not in it. */
public record Picture(TreeMap<RawPath, Look> looks) {
    /**
     * One entry.
     *
     * @param kind f, d or l
     * @param sha256 of a file's content
     * @param mtime nanoseconds
     * @param link the target of a symbolic link; the first path of a file with several names, its own too
     * @param xattrs names and values in hex
     */
    public record Look(String kind, int mode, String sha256, String mtime, String link, String xattrs, String owner) {
        public Look linkedTo(String other) {
            return new Look(kind, mode, sha256, mtime, other, xattrs, owner);
        }

        /** Without what Python's tarfile leaves alone. */
        Look forTarfile() {
            return new Look(kind, mode, sha256, kind.equals("l") ? "0" : mtime, link, "", owner);
        }

        /** With the other time, if that is the same in floating point, which Python's tarfile counts in. */
        Look roundedTo(Look other) {
            var apart = new BigInteger(mtime).subtract(new BigInteger(other.mtime));
            return apart.abs().compareTo(FLOAT) > 0
                    ? this
                    : new Look(kind, mode, sha256, other.mtime, link, xattrs, owner);
        }

        public Look at(String nanos) {
            return new Look(kind, mode, sha256, nanos, link, xattrs, owner);
        }

        Look withoutOwner() {
            return new Look(kind, mode, sha256, mtime, link, xattrs, "");
        }
    }

    private static final BigInteger FLOAT = BigInteger.valueOf(2_000);

    private static final String LOOK = """
            import hashlib, os, stat, sys
            os.chdir(sys.argv[1])
            first = {}
            def digest(path):
                sha256 = hashlib.sha256()
                with open(path, 'rb') as f:
                    while chunk := f.read(1 << 20): sha256.update(chunk)
                return sha256.hexdigest()
            def show(name, path, s):
                kind = {stat.S_IFREG: 'f', stat.S_IFDIR: 'd', stat.S_IFLNK: 'l'}[stat.S_IFMT(s.st_mode)]
                content = link = xattrs = ''
                if kind == 'f':
                    content = digest(name)
                    if s.st_nlink > 1: link = first.setdefault(s.st_ino, path).hex()
                if kind == 'l': link = os.readlink(name).hex()
                if kind != 'l':
                    found = sorted(os.fsencode(x) for x in os.listxattr(name) if x.startswith('user.'))
                    xattrs = ','.join(x.hex() + '=' + os.getxattr(name, x).hex() for x in found)
                print('|'.join([path.hex(), kind, str(stat.S_IMODE(s.st_mode)), content, str(s.st_mtime_ns), link, xattrs,
                    '%d:%d' % (s.st_uid, s.st_gid)]))
            # Goes down and up by name, because paths get longer than one call takes.
            def below(path):
                for name in sorted(os.listdir(b'.')):
                    if not path and name == os.fsencode(sys.argv[2]): continue
                    s = os.lstat(name)
                    if stat.S_ISFIFO(s.st_mode) or stat.S_ISSOCK(s.st_mode): continue
                    whole = path + b'/' + name if path else name
                    show(name, whole, s)
                    if stat.S_ISDIR(s.st_mode):
                        os.chdir(name)
                        below(whole)
                        os.chdir(b'..')
            sys.setrecursionlimit(10000)
            show(b'.', b'.', os.lstat(b'.'))
            below(b'')
            """;

    public static Picture of(Path directory) {
        return of(directory, "");
    }

    /** Does not look at what lies there under the name, which may change meanwhile. */
    public static Picture of(Path directory, String without) {
        var looks = new TreeMap<RawPath, Look>();
        Python.run(LOOK, directory.toString(), without).lines().forEach(line -> {
            var c = line.split("\\|", -1);
            looks.put(
                    RawPath.of(HexFormat.of().parseHex(c[0])),
                    new Look(c[1], Integer.parseInt(c[2]), c[3], c[4], c[5], c[6], c[7]));
        });
        // A name outside of the tree is none of its links: the uploads of a restore lose theirs a moment after its end.
        var names = looks.values().stream()
                .filter(look -> look.kind().equals("f"))
                .collect(Collectors.groupingBy(Look::link, Collectors.counting()));
        looks.replaceAll((path, look) ->
                look.kind().equals("f") && Long.valueOf(1).equals(names.get(look.link())) ? look.linkedTo("") : look);
        return new Picture(looks);
    }

    /** As if the rest were not there. */
    public Picture only(PathSelection selection) {
        var left = new TreeMap<>(looks);
        left.entrySet()
                .removeIf(e -> !selection.covers(
                        e.getKey().bytes(), e.getValue().kind().equals("d")));
        var names = new HashMap<String, List<RawPath>>();
        left.forEach((path, look) -> {
            if (look.kind().equals("f") && !look.link().isEmpty()) {
                names.computeIfAbsent(look.link(), first -> new ArrayList<>()).add(path);
            }
        });
        for (var paths : names.values()) {
            var first = paths.size() == 1 ? "" : hex(paths.getFirst().bytes());
            paths.forEach(path -> left.computeIfPresent(path, (same, look) -> look.linkedTo(first)));
        }
        return new Picture(left);
    }

    public static Picture of(Collection<Entry> manifest) {
        var looks = new TreeMap<RawPath, Look>();
        for (var entry : manifest) {
            looks.put(entry.path(), look(entry));
        }
        // The first of several names says nothing of the others, but is one of them.
        for (var entry : manifest) {
            if (entry.isHardLink()) {
                var first = RawPath.of(Objects.requireNonNull(entry.link()).bytes());
                looks.computeIfPresent(first, (path, look) -> look.linkedTo(hex(path.bytes())));
            }
        }
        return new Picture(looks);
    }

    private static Look look(Entry entry) {
        var xattrs = entry.xattrs().stream()
                .map(x -> hex(x.name()) + "=" + hex(x.value()))
                .collect(Collectors.joining(","));
        return new Look(
                entry.isDirectory() ? "d" : entry.isSymbolicLink() ? "l" : "f",
                entry.mode() & 07777,
                entry.sha256() == null ? "" : entry.sha256(),
                nanos(entry.mtime()),
                entry.link() == null ? "" : hex(entry.link().bytes()),
                xattrs,
                entry.uid() + ":" + entry.gid());
    }

    private static String nanos(UnixTime time) {
        return BigInteger.valueOf(time.seconds())
                .multiply(BigInteger.valueOf(1_000_000_000L))
                .add(BigInteger.valueOf(time.nanos()))
                .toString();
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** The same as another in every entry; says only where they differ. */
    public void assertSameAs(Picture expected, String what) {
        var differences = new TreeMap<RawPath, String>();
        for (var path : expected.looks.keySet()) {
            if (!Objects.equals(looks.get(path), expected.looks.get(path))) {
                differences.put(path, "expected " + expected.looks.get(path) + " but was " + looks.get(path));
            }
        }
        for (var path : looks.keySet()) {
            if (!expected.looks.containsKey(path)) {
                differences.put(path, "unexpected " + looks.get(path));
            }
        }
        assertThat(differences).as(what).isEmpty();
    }

    Picture roundedTo(Picture other) {
        var rounded = new TreeMap<>(looks);
        rounded.replaceAll((path, look) -> look.roundedTo(other.looks.getOrDefault(path, look)));
        return new Picture(rounded);
    }

    /** Without the directories, whose times change with their entries. */
    public Picture files() {
        var files = new TreeMap<>(looks);
        files.values().removeIf(look -> look.kind.equals("d"));
        return new Picture(files);
    }

    public Picture with(UnaryOperator<Look> change) {
        var changed = new TreeMap<RawPath, Look>();
        looks.forEach((path, look) -> changed.put(path, change.apply(look)));
        return new Picture(changed);
    }
}
