package io.bundlebackup.backup;

import io.bundlebackup.archive.tar.Python;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Attributes to set, by Python, since Java cannot say them: times before 1970, owners, extended ones. Directories last, deepest first. */
final class Attributes {
    private static final String APPLY = """
            import os, sys
            root = os.open(sys.argv[1], os.O_RDONLY)
            for line in reversed(open(sys.argv[2]).read().splitlines()):
                path, mode, owner, mtime, xattrs = line.split('|')
                names = bytes.fromhex(path).split(b'/')
                os.fchdir(root)
                for name in names[:-1]: os.chdir(name)
                name = names[-1]
                if owner:
                    uid, gid = owner.split(':')
                    os.chown(name, int(uid), int(gid), follow_symlinks=False)
                if xattrs:
                    for xattr in xattrs.split(','):
                        key, value = xattr.split('=')
                        os.setxattr(name, bytes.fromhex(key), bytes.fromhex(value))
                if mode: os.chmod(name, int(mode))
                os.utime(name, ns=(0, int(mtime)), follow_symlinks=False)
            """;

    private final List<String> lines = new ArrayList<>();

    void add(Entry entry) {
        add(
                entry.path(),
                entry.mode() & 07777,
                BackupFixture.ROOT ? entry.uid() + ":" + entry.gid() : "",
                entry.mtime().seconds(),
                entry.mtime().nanos(),
                entry.xattrs().stream()
                        .map(x -> Picture.hex(x.name()) + "=" + Picture.hex(x.value()))
                        .collect(Collectors.joining(",")));
    }

    /**
     * @param mode -1 for a symbolic link, which has none
     * @param owner {@code uid:gid}, or empty
     * @param xattrs {@code name=value} in hex, joined by commas
     */
    void add(RawPath path, int mode, String owner, long seconds, int nanos, String xattrs) {
        var mtime = BigInteger.valueOf(seconds)
                .multiply(BigInteger.valueOf(1_000_000_000L))
                .add(BigInteger.valueOf(nanos));
        lines.add(String.join(
                "|",
                Picture.hex(path.bytes()),
                mode < 0 ? "" : Integer.toString(mode),
                owner,
                mtime.toString(),
                xattrs));
    }

    /** Parents have to be added before what is in them. */
    void applyIn(Path directory) throws IOException {
        var list = Files.createTempFile("attributes", ".txt");
        try {
            Files.write(list, lines);
            Python.run(APPLY, directory.toString(), list.toString());
        } finally {
            Files.delete(list);
        }
    }
}
