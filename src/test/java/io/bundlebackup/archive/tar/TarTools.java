package io.bundlebackup.archive.tar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Other people's tars, run as programs, and what they made of an archive. Names travel as hex: they are bytes. */
public final class TarTools {
    private static final long SECONDS = 120;

    /** Unpacks without owners, for whom one must be root; {@link #LIST} checks those. */
    private static final String UNPACK = """
            import sys, tarfile
            tarfile.TarFile.chown = lambda *arguments, **named: None
            with tarfile.open(sys.argv[1], encoding='utf-8', errors='surrogateescape') as tar:
                if hasattr(tarfile, 'fully_trusted_filter'):
                    tar.extraction_filter = staticmethod(tarfile.fully_trusted_filter)
                tar.extractall(sys.argv[2])
            """;

    private static final String LIST = """
            import sys, tarfile
            def raw(text): return text.encode('utf-8', 'surrogateescape').hex()
            with tarfile.open(sys.argv[1], encoding='utf-8', errors='surrogateescape') as tar:
                for m in tar:
                    mtime = m.pax_headers.get('mtime', str(int(m.mtime)))
                    xattrs = ','.join(sorted(raw(k[13:]) + '=' + raw(v) for k, v in m.pax_headers.items() if k.startswith('SCHILY.xattr.')))
                    print('|'.join([raw(m.name), m.type.decode(), '%o' % m.mode, str(m.size), str(m.uid), str(m.gid),
                        m.uname + m.gname, mtime, raw(m.linkname), xattrs]))
            """;

    private static final String DUMP = """
            import hashlib, os, stat, sys
            os.chdir(sys.argv[1])
            first = {}
            def show(path):
                s = os.lstat(path)
                kind = {stat.S_IFREG: 'f', stat.S_IFDIR: 'd', stat.S_IFLNK: 'l'}[stat.S_IFMT(s.st_mode)]
                content = link = ''
                if kind == 'f':
                    with open(path, 'rb') as f: content = f.read().hex() if s.st_size < 1000 else hashlib.sha256(f.read()).hexdigest()
                    if s.st_nlink > 1: link = first.setdefault(s.st_ino, path).hex()
                if kind == 'l': link = os.readlink(path).hex()
                xattrs = []
                if kind != 'l':
                    xattrs = sorted(x.encode('utf-8', 'surrogateescape') for x in os.listxattr(path) if x.startswith('user.'))
                print('|'.join([path.hex(), kind, '%o' % stat.S_IMODE(s.st_mode), content, str(s.st_mtime_ns), link,
                    ','.join(x.hex() + '=' + os.getxattr(path, x).hex() for x in xattrs)]))
                if kind == 'd':
                    for name in sorted(os.listdir(path)):
                        show(os.path.join(path, name) if path != b'.' else name)
            sys.setrecursionlimit(10000)
            show(b'.')
            """;

    private static final String PROBE = """
            import os, sys
            try:
                os.setxattr(sys.argv[1], 'user.probe', b'')
                os.removexattr(sys.argv[1], 'user.probe')
                print(True)
            except OSError:
                print(False)
            """;

    private TarTools() {}

    public static boolean isInstalled(String program) {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the file system there has attributes; a tmpfs of older kernels has none. */
    public static boolean keepsAttributes(Path directory) {
        return Python.run(PROBE, directory.toString()).startsWith("True");
    }

    static void unpackWithPython(Path tar, Path target) {
        Python.run(UNPACK, tar.toString(), target.toString());
    }

    /** Members as Python's {@code tarfile} reads them, in order. */
    static List<List<String>> listWithPython(Path tar) {
        return columns(Python.run(LIST, tar.toString()));
    }

    /** What lies in a directory: path in hex to kind, permissions, content, nanoseconds, link, attributes. */
    public static Map<String, List<String>> dump(Path directory) {
        var tree = new TreeMap<String, List<String>>();
        for (List<String> columns : columns(Python.run(DUMP, directory.toString()))) {
            tree.put(columns.getFirst(), columns.subList(1, columns.size()));
        }
        return tree;
    }

    private static List<List<String>> columns(String output) {
        return output.lines().map(line -> List.of(line.split("\\|", -1))).toList();
    }

    static String hex(String latin1) {
        return HexFormat.of().formatHex(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Runs to success and returns what the program printed; its complaints are the failure's message. */
    public static String run(String... command) {
        try {
            Path output = Files.createTempFile("output", ".txt");
            Path errors = Files.createTempFile("errors", ".txt");
            try {
                var builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                builder.environment().put("LC_ALL", "C.UTF-8");
                Process process = builder.start();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(command[0] + " did not end within " + SECONDS + " s");
                }
                if (process.exitValue() != 0) {
                    throw new AssertionError(command[0] + " failed: " + latin1(errors));
                }
                return latin1(output);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static String latin1(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
