package io.bundlebackup.backup;

import io.bundlebackup.posix.OpenFile;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The file that a thread sent by the number of its descriptor. The container opens the file again after the request's handler has
 * returned, in the same thread and before that thread handles another request, so the file stays open until then. A thread keeps one
 * file open at a time, until it sends the next file or ends. Used by that thread.
 */
final class SentByName {
    static final ThreadLocal<SentByName> OF_THIS_THREAD = ThreadLocal.withInitial(SentByName::new);

    private final AtomicReference<@Nullable OpenFile> last = new AtomicReference<>();
    private boolean watched;

    void closeLater(OpenFile file) {
        close(last.getAndSet(file));
        if (!watched) {
            var sender = Thread.currentThread();
            Thread.ofVirtual().name("close-sent").start(() -> closeAfter(sender));
            watched = true;
        }
    }

    private void closeAfter(Thread sender) {
        try {
            sender.join();
        } catch (InterruptedException e) {
            // No code has a reference to this thread, so it is not interrupted.
            Thread.currentThread().interrupt();
        } finally {
            close(last.getAndSet(null));
        }
    }

    private static void close(@Nullable OpenFile file) {
        if (file != null) {
            file.close();
        }
    }
}
