package io.bundlebackup.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.posix.Directory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What {@link TarReader} makes of an archive: entries with their contents, as Latin-1. */
record ReadTar(TarEntry entry, String content) {
    static final TarLimits LIMITS = new TarLimits(100_000, 1L << 30);

    /** Of a tar with one entry. */
    static ReadTar only(TarBytes tar) throws IOException {
        List<ReadTar> read = all(tar.end());
        assertThat(read).hasSize(1);
        return read.getFirst();
    }

    static List<ReadTar> all(byte[] tar) throws IOException {
        return all(tar, LIMITS);
    }

    static List<ReadTar> all(byte[] tar, TarLimits limits) throws IOException {
        return all(new TarReader(Channels.newChannel(new ByteArrayInputStream(tar)), limits));
    }

    static List<ReadTar> all(Path tar) throws IOException {
        try (var directory = Directory.open(Objects.requireNonNull(tar.getParent()));
                var file = directory.openFile(String.valueOf(tar.getFileName()).getBytes(StandardCharsets.UTF_8))) {
            return all(new TarReader(file, LIMITS));
        }
    }

    private static List<ReadTar> all(TarReader reader) throws IOException {
        var read = new ArrayList<ReadTar>();
        for (var entry = reader.next(); entry != null; entry = reader.next()) {
            read.add(new ReadTar(entry, content(reader)));
        }
        return read;
    }

    private static String content(TarReader reader) throws IOException {
        var content = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(1 << 16);
        while (reader.read(buffer.clear()) >= 0) {
            content.write(buffer.array(), 0, buffer.position());
        }
        return content.toString(StandardCharsets.ISO_8859_1);
    }

    String path() {
        return new String(entry.path().bytes(), StandardCharsets.ISO_8859_1);
    }

    String link() {
        return new String(Objects.requireNonNull(entry.link()).bytes(), StandardCharsets.ISO_8859_1);
    }
}
