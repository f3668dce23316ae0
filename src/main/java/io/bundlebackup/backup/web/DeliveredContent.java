package io.bundlebackup.backup.web;

import io.bundlebackup.backup.Content;
import io.bundlebackup.problem.web.SentContent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A delivered file of a backup, as it is sent. */
record DeliveredContent(Content content) implements SentContent {
    @Override
    public String disposition() {
        return "attachment; filename=\"" + content.uri() + '"';
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public String etag() {
        return content.sha256();
    }

    @Override
    public String sha256() {
        return content.sha256();
    }

    @Override
    public Instant lastModified() {
        return content.lastModified();
    }

    @Override
    public @Nullable String nameToSend() {
        return content.nameToSend();
    }

    @Override
    public void writeTo(OutputStream out, long from, long count) throws IOException {
        content.writeTo(out, from, count);
    }
}
