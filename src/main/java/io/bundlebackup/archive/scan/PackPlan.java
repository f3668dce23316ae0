package io.bundlebackup.archive.scan;

import io.bundlebackup.manifest.RawPath;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The list of the files to deliver, on disk, in the manifest's order of their first entries. */
public final class PackPlan {
    private static final int PART = 0;
    private static final int BIG_FILE = 1;
    private static final int FURTHER_NAME = 2;

    private PackPlan() {}

    /** Writes a plan in order. Not thread-safe. */
    static final class Writer implements Closeable {
        private final DataOutputStream out;

        Writer(Path file) throws IOException {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        }

        void write(PackUnit unit) throws IOException {
            switch (unit) {
                case PackUnit.Part part -> {
                    out.writeByte(PART);
                    out.writeInt(part.number());
                    out.writeUTF(part.uri());
                    out.writeLong(part.from());
                    out.writeLong(part.to());
                    out.writeInt(part.ancestors().size());
                    for (long ancestor : part.ancestors()) {
                        out.writeLong(ancestor);
                    }
                    out.writeLong(part.entries());
                    out.writeLong(part.files());
                    out.writeLong(part.bytes());
                }
                case PackUnit.BigFile big -> {
                    out.writeByte(BIG_FILE);
                    out.writeLong(big.at());
                    out.writeUTF(big.uri());
                    out.writeLong(big.bytes());
                    out.writeLong(big.slot());
                }
                case PackUnit.HardLink further -> {
                    out.writeByte(FURTHER_NAME);
                    out.writeLong(further.at());
                    out.writeUTF(further.uri());
                    out.writeLong(further.slot());
                    out.writeUTF(further.first());
                }
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Reads a plan in order. Not thread-safe. */
    public static final class Reader implements Closeable {
        private final DataInputStream in;

        public Reader(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        }

        /** The next unit, or null at the end. */
        public @Nullable PackUnit next() throws IOException {
            int kind = in.read();
            return switch (kind) {
                case -1 -> null;
                case PART -> part();
                case BIG_FILE -> new PackUnit.BigFile(in.readLong(), in.readUTF(), in.readLong(), in.readLong());
                case FURTHER_NAME -> new PackUnit.HardLink(in.readLong(), in.readUTF(), in.readLong(), in.readUTF());
                default -> throw new EOFException("no plan");
            };
        }

        private PackUnit.Part part() throws IOException {
            int number = in.readInt();
            var uri = in.readUTF();
            long from = in.readLong();
            long to = in.readLong();
            int count = in.readInt();
            if (count < 0 || count > RawPath.MAX_LENGTH) {
                throw new IOException(
                        "the plan of a backup is damaged: it has " + count + " directories above an entry");
            }
            var ancestors = new ArrayList<Long>(count);
            for (int i = 0; i < count; i++) {
                ancestors.add(in.readLong());
            }
            return new PackUnit.Part(number, uri, from, to, ancestors, in.readLong(), in.readLong(), in.readLong());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
