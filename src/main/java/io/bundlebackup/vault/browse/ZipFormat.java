package io.bundlebackup.vault.browse;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * A zip as Info-ZIP restores it: names as their bytes, content, symbolic links, modes, owners, and times to the second. Each name of a file
 * with several names is a file of its own, and extended attributes are not kept: a zip has no form for them.
 */
final class ZipFormat implements ArchiveFormat, AutoCloseable {
    private static final int TEXT_MODE = 0100644;

    private final ZipWriter zip;

    ZipFormat(OutputStream out) {
        zip = new ZipWriter(out);
    }

    @Override
    public void directory(RawPath path, Node node) throws IOException {
        var name = Arrays.copyOf(path.bytes(), path.length() + 1);
        name[path.length()] = '/';
        zip.add(entry(name, node), new byte[0]);
    }

    /** The content of a link is its target. */
    @Override
    public void symbolicLink(RawPath path, Node node) throws IOException {
        zip.add(entry(path.bytes(), node), Objects.requireNonNull(node.target()));
    }

    @Override
    public void file(RawPath path, Node node, InputStream content) throws IOException {
        zip.addFile(entry(path.bytes(), node), node.size(), content);
    }

    @Override
    public boolean hardLink(RawPath path, Node node, RawPath first) {
        return false;
    }

    @Override
    public void text(String name, byte[] text) throws IOException {
        zip.add(new ZipWriter.Entry(name.getBytes(StandardCharsets.UTF_8), true, TEXT_MODE, 0, 0, Instant.EPOCH), text);
    }

    /** A name that is not UTF-8 is not said to be: readers on Unix take its bytes. */
    private static ZipWriter.Entry entry(byte[] name, Node node) {
        var text = new String(name, StandardCharsets.UTF_8);
        boolean isUtf8 = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), name);
        return new ZipWriter.Entry(name, isUtf8, node.mode(), node.uid(), node.gid(), node.mtime());
    }

    @Override
    public void finish() throws IOException {
        zip.finish();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
