package io.bundlebackup.vault.browse;

import io.bundlebackup.archive.tar.TarAttributes;
import io.bundlebackup.archive.tar.TarWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.repository.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** A pax tar with everything that a snapshot has of an entry. */
final class TarFormat implements ArchiveFormat {
    private static final int TEXT_MODE = 0644;

    private final TarWriter tar;
    private final byte[] buffer = new byte[1 << 16];

    TarFormat(OutputStream out) throws IOException {
        tar = new TarWriter(Channels.newChannel(out));
    }

    @Override
    public void directory(RawPath path, Node node) throws IOException {
        tar.directory(path, attributes(node));
    }

    @Override
    public void symbolicLink(RawPath path, Node node) throws IOException {
        tar.symbolicLink(path, attributes(node), Objects.requireNonNull(node.target()));
    }

    @Override
    public void file(RawPath path, Node node, InputStream content) throws IOException {
        tar.beginFile(path, attributes(node), node.size());
        for (int n = content.read(buffer); n > 0; n = content.read(buffer)) {
            tar.write(buffer, 0, n);
        }
        tar.endFile();
    }

    @Override
    public boolean hardLink(RawPath path, Node node, RawPath first) throws IOException {
        tar.hardLink(path, attributes(node), first);
        return true;
    }

    @Override
    public void text(String name, byte[] text) throws IOException {
        tar.beginFile(RawPath.of(name), new TarAttributes(TEXT_MODE, 0, 0, UnixTime.EPOCH, List.of()), text.length);
        tar.write(text, 0, text.length);
        tar.endFile();
    }

    @Override
    public void finish() throws IOException {
        tar.finish();
    }

    private static TarAttributes attributes(Node node) {
        var xattrs = node.xattrs().stream()
                .map(xattr -> new Xattr(xattr.name().getBytes(StandardCharsets.UTF_8), xattr.value()))
                .toList();
        return new TarAttributes(node.permissions(), node.uid(), node.gid(), time(node.mtime()), xattrs);
    }

    private static UnixTime time(Instant time) {
        return new UnixTime(time.getEpochSecond(), time.getNano());
    }
}
