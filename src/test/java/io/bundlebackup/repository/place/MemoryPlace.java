package io.bundlebackup.repository.place;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** A repository in memory. {@link #operations} may fail calls that change something, each before it does, to act as a disk or a kill. */
public class MemoryPlace implements Place {
    private final Map<String, Map.Entry<FileName, byte[]>> files = new ConcurrentSkipListMap<>();

    /** Called before each change. */
    public interface Operations {
        void before(String operation) throws IOException;
    }

    private volatile Operations operations = operation -> {};

    public void operations(Operations before) {
        operations = before;
    }

    @Override
    public void create() {}

    @Override
    public void list(FileType type, Consumer<StoredFile> found) {
        for (var file : files.values()) {
            if (file.getKey().type() == type) {
                found.accept(new StoredFile(file.getKey(), file.getValue().length));
            }
        }
    }

    @Override
    public OptionalLong size(FileName name) {
        var file = files.get(name.path());
        return file == null ? OptionalLong.empty() : OptionalLong.of(file.getValue().length);
    }

    @Override
    public OpenedFile open(FileName name) throws IOException {
        var file = files.get(name.path());
        if (file == null) {
            throw new NoSuchFileException(name.path());
        }
        var content = file.getValue();
        return new OpenedFile() {
            @Override
            public long size() {
                return content.length;
            }

            @Override
            public void read(long position, byte[] into, int offset, int length) throws IOException {
                if (position + length > content.length) {
                    throw new EOFException(name + " ends at " + content.length);
                }
                System.arraycopy(content, (int) position, into, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    /** Replaces the content of a file, as a broken disk does. */
    public void damage(FileName name, byte[] content) {
        files.put(name.path(), Map.entry(name, content));
    }

    @Override
    public PartialFile begin() throws IOException {
        operations.before("begin");
        var content = new Growing();
        return new PartialFile() {
            @Override
            public void append(ByteBuffer bytes) throws IOException {
                operations.before("append");
                var copy = new byte[bytes.remaining()];
                bytes.get(copy);
                content.writeBytes(copy);
            }

            @Override
            public int read(long position, ByteBuffer into) {
                int count = Math.min(into.remaining(), content.size() - (int) position);
                if (count <= 0) {
                    return -1;
                }
                into.put(content.bytes(), (int) position, count);
                return count;
            }

            @Override
            public void complete(FileName name) throws IOException {
                operations.before("complete " + name.type());
                files.put(name.path(), Map.entry(name, content.toByteArray()));
            }

            @Override
            public void close() {}
        };
    }

    private static final class Growing extends ByteArrayOutputStream {
        /** Not a copy; valid up to the size. */
        byte[] bytes() {
            return buf;
        }
    }

    @Override
    public boolean remove(FileName name) throws IOException {
        operations.before("remove " + name.type());
        return files.remove(name.path()) != null;
    }

    @Override
    public void removePartials() {}

    @Override
    public long freeBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "memory";
    }
}
