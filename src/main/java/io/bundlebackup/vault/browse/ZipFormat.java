package io.bundlebackup.vault.browse;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip: names, content and times. Links, owners and permissions are not kept; names that are no UTF-8 are percent-encoded. */
final class ZipFormat implements ArchiveFormat {
    private final ZipOutputStream zip;

    ZipFormat(OutputStream out) {
        zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    }

    @Override
    public void directory(RawPath path, Node node) throws IOException {
        begin(path.encoded() + "/", node.mtime());
        zip.closeEntry();
    }

    @Override
    public boolean symbolicLink(RawPath path, Node node) {
        return false;
    }

    @Override
    public void file(RawPath path, Node node, InputStream content) throws IOException {
        begin(path.encoded(), node.mtime());
        content.transferTo(zip);
        zip.closeEntry();
    }

    @Override
    public boolean hardLink(RawPath path, Node node, RawPath first) {
        return false;
    }

    @Override
    public void text(String name, byte[] text) throws IOException {
        begin(name, Instant.EPOCH);
        zip.write(text);
        zip.closeEntry();
    }

    private void begin(String name, Instant time) throws IOException {
        var entry = new ZipEntry(name);
        entry.setLastModifiedTime(FileTime.from(time));
        zip.putNextEntry(entry);
    }

    @Override
    public void finish() throws IOException {
        zip.finish();
    }
}
