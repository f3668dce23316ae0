package io.bundlebackup.restore.exchange;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Names;
import io.bundlebackup.posix.NewFile;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The file that lists the steps of an exchange of children: a line with the attributes of the new tree, one with those of the present tree,
 * then one for each child. Written and read as a stream. Memory: while it is written, the names in both trees.
 */
final class ChildrenJournal {
    private static final int BUFFER = 1 << 16;

    private ChildrenJournal() {}

    /**
     * One child, with its inodes in the new tree and in the present one; 0 if it is missing.
     *
     * @param copied the present one cannot be moved, and there is a copy of it
     */
    record Step(byte[] name, long newInode, long oldInode, boolean copied) {
        private static final String COPIED = " copied";

        private String line() {
            return RawPath.of(name).encoded() + " " + Long.toUnsignedString(newInode) + " "
                    + Long.toUnsignedString(oldInode) + (copied ? COPIED : "");
        }

        private static Step read(String written) {
            boolean copied = written.endsWith(COPIED);
            var line = copied ? written.substring(0, written.length() - COPIED.length()) : written;
            int second = line.lastIndexOf(' ');
            int first = line.lastIndexOf(' ', second - 1);
            var name = line.substring(0, first);
            var path = RawPath.decode(name, name.indexOf('%') >= 0);
            if (!RawPath.ROOT.equals(path.parent())) {
                throw new IllegalArgumentException("not the name of a child");
            }
            return new Step(
                    path.bytes(),
                    Long.parseUnsignedLong(line.substring(first + 1, second)),
                    Long.parseUnsignedLong(line.substring(second + 1)),
                    copied);
        }
    }

    /** Does a step. */
    interface Each {
        void accept(Step step) throws IOException;
    }

    /** The attributes of the two roots. */
    record Roots(RootAttributes fresh, RootAttributes present) {}

    static void write(Directory state, String name, Directory data, Directory tree, Directory copies)
            throws IOException {
        AtomicFile.write(state, name, file -> {
            try (var lines =
                    new BufferedWriter(new OutputStreamWriter(new Output(file), StandardCharsets.UTF_8), BUFFER)) {
                lines.append(RootAttributes.of(tree).line()).append('\n');
                lines.append(RootAttributes.of(data).line()).append('\n');
                steps(data, tree, copies, lines);
            }
        });
    }

    /** Both lists are in the order of bytes. */
    private static void steps(Directory data, Directory tree, Directory copies, Writer lines) throws IOException {
        Names fresh = tree.list();
        Names present = data.list();
        int f = 0;
        int p = 0;
        while (f < fresh.size() || p < present.size()) {
            int order = f == fresh.size()
                    ? 1
                    : p == present.size() ? -1 : Arrays.compareUnsigned(fresh.get(f), present.get(p));
            byte[] name = order <= 0 ? fresh.get(f) : present.get(p);
            f += order <= 0 ? 1 : 0;
            p += order >= 0 ? 1 : 0;
            if (!Arrays.equals(name, DataLocation.WORK)) {
                boolean copied = copies != tree && copies.has(name);
                lines.append(new Step(name, inode(tree, name), inode(data, name), copied).line())
                        .append('\n');
            }
        }
    }

    static long inode(Directory directory, byte[] name) throws IOException {
        try {
            return directory.stat(name).inode();
        } catch (PosixException e) {
            if (e.isMissing()) {
                return 0;
            }
            throw e;
        }
    }

    /**
     * Goes through all steps, in their order.
     *
     * @throws IOException also if the file is damaged; the steps before the damage were gone through
     */
    static Roots read(Directory state, String name, Each each) throws IOException {
        try (var file = state.openFile(DataLocation.bytes(name));
                var lines =
                        new BufferedReader(new InputStreamReader(new Input(file), StandardCharsets.UTF_8), BUFFER)) {
            var roots = new Roots(root(lines), root(lines));
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                each.accept(Step.read(line));
            }
            return roots;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("the journal of an exchange is damaged", e);
        }
    }

    private static RootAttributes root(BufferedReader lines) throws IOException {
        var line = lines.readLine();
        if (line == null) {
            throw new IOException("the journal of an exchange is cut off");
        }
        return RootAttributes.read(line);
    }

    private static final class Output extends OutputStream {
        private final NewFile file;

        Output(NewFile file) {
            this.file = file;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            file.write(ByteBuffer.wrap(bytes, offset, length));
        }
    }

    private static final class Input extends InputStream {
        private final OpenFile file;

        Input(OpenFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return file.read(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
