package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.crypto.SealKey;
import java.util.concurrent.ArrayBlockingQueue;

/** Lends tools: as many as threads ask for at once, and keeps a few for the next. Thread-safe. */
public final class ToolPool implements AutoCloseable {
    private final SealKey key;
    private final int level;
    private final ArrayBlockingQueue<Tools> idle =
            new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors() + 2);
    private volatile boolean closed;

    /** @param level of zstd; 0 stores blobs without compression */
    public ToolPool(SealKey key, int level) {
        this.key = key;
        this.level = level;
    }

    boolean compresses() {
        return level > 0;
    }

    /** Close them to return them. */
    Tools take() {
        var found = idle.poll();
        return found != null ? found : new Tools(key, Math.max(1, level), this::give);
    }

    private void give(Tools tools) {
        if (closed || !idle.offer(tools)) {
            tools.free();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (var tools = idle.poll(); tools != null; tools = idle.poll()) {
            tools.free();
        }
    }
}
