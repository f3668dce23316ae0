package io.bundlebackup.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A manifest, right or wrong: its lines are in the order in which they are added. Texts are Latin-1, a character for a byte. */
public final class HandMadeManifest {
    static final String COLUMNS =
            "path;mode;dir;size;mtime;hash;usertar;encodeFlag;mtimeNanos;ctime;ctimeNanos;inode;uid;gid;"
                    + "link;xattrs;fileName\n";

    private static final String PART = "part.0.tar";
    private static final String OWNER = owner();

    private final StringBuilder lines = new StringBuilder();
    private String generation = UUID.randomUUID().toString();
    private String parent = "";
    private long begunAt = 1_700_000_000_000L;

    private static String owner() {
        try {
            var self = Path.of("/proc/self");
            return Files.getAttribute(self, "unix:uid") + ";" + Files.getAttribute(self, "unix:gid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the root, and these small files in the first part. */
    public static HandMadeManifest ofFiles(String... pathsAndContents) {
        var manifest = new HandMadeManifest().directory(".");
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            manifest.file(pathsAndContents[i], pathsAndContents[i + 1]);
        }
        return manifest;
    }

    public HandMadeManifest generation(String uuid, String parentUuid) {
        generation = uuid;
        parent = parentUuid;
        return this;
    }

    HandMadeManifest begunAt(long time) {
        begunAt = time;
        return this;
    }

    public HandMadeManifest directory(String path) {
        return directory(path, PART);
    }

    public HandMadeManifest directory(String path, String fileName) {
        return line(path, 0040750, 0, "", "", fileName);
    }

    public HandMadeManifest file(String path, String content) {
        return file(path, content, PART);
    }

    public HandMadeManifest file(String path, String content, String fileName) {
        return file(path, content.length(), sha256(content), fileName);
    }

    public HandMadeManifest file(String path, long size, String sha256, String fileName) {
        return line(path, 0100640, size, sha256, "", fileName);
    }

    public HandMadeManifest symbolicLink(String path, String target) {
        return line(path, 0120777, 0, "", target, PART);
    }

    /** A further name of a file. */
    public HandMadeManifest further(String path, String first, String content) {
        return further(path, first, content, PART);
    }

    public HandMadeManifest further(String path, String first, String content, String fileName) {
        return line(path, 0100640, content.length(), sha256(content), first, fileName);
    }

    public HandMadeManifest line(String path, int mode, long size, String sha256, String link, String fileName) {
        var directory = (mode & 0170000) == 0040000 ? "1" : "0";
        return raw(String.join(
                ";",
                path,
                String.valueOf(mode),
                directory,
                String.valueOf(size),
                "1600000000",
                sha256,
                "0",
                path.indexOf('%') >= 0 ? "1" : "0",
                "123456789",
                ";",
                "7",
                OWNER,
                link,
                "",
                fileName));
    }

    public HandMadeManifest raw(String line) {
        lines.append(line).append('\n');
        return this;
    }

    public static String sha256(String content) {
        return RunningService.sha256(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    public byte[] of(String bundle) {
        var header = "version=2.0&attrNum=17&bundle=" + bundle + "&generation=" + generation + "&parent=" + parent
                + "&begunAt=" + begunAt + "\n";
        return (header + COLUMNS + lines).getBytes(StandardCharsets.ISO_8859_1);
    }
}
