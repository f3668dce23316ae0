package io.bundlebackup.bundle;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Measures by {@link Files#walkFileTree}: a size needs no safety against swapped directories, and no link is followed. */
@Component
class DirectorySizeScan implements SizeScan {
    @Override
    public Sizes scan(Bundle bundle, long since) throws IOException {
        Walk walk = new Walk(bundle, since);
        Files.walkFileTree(bundle.directory(), walk);
        return new Sizes(walk.bytes, walk.files, walk.incrementBytes, walk.incrementFiles, walk.unreadable);
    }

    private static final class Walk implements FileVisitor<Path> {
        private final Path root;
        private final PathSelection selection;
        private final long since;
        private byte[] path = new byte[0];
        private long bytes;
        private long files;
        private long incrementBytes;
        private long incrementFiles;
        private long unreadable;

        Walk(Bundle bundle, long since) {
            this.root = bundle.directory();
            this.selection = bundle.selection();
            this.since = since;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("The scan was interrupted");
            }
            byte[] below = directory.equals(root) ? path : child(directory);
            if (!selection.mayContain(below)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            path = below;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            unreadable += failure == null ? 0 : 1;
            int slash = path.length - 1;
            while (slash > 0 && path[slash] != '/') {
                slash--;
            }
            path = Arrays.copyOf(path, Math.max(slash, 0));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && selection.covers(child(file), false)) {
                files++;
                bytes += attributes.size();
                if (changed(file, attributes)) {
                    incrementFiles++;
                    incrementBytes += attributes.size();
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (file.equals(root)) {
                throw failure;
            }
            unreadable += failure instanceof NoSuchFileException ? 0 : 1; // it vanished: nothing to back up
            return FileVisitResult.CONTINUE;
        }

        private boolean changed(Path file, BasicFileAttributes attributes) {
            if (since <= 0 || attributes.lastModifiedTime().to(TimeUnit.SECONDS) >= since) {
                return true;
            }
            try {
                // A file that was moved in keeps its old mtime; only ctime tells.
                Object ctime = Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
                return ctime instanceof FileTime time && time.to(TimeUnit.SECONDS) >= since;
            } catch (NoSuchFileException _) {
                return false; // it vanished
            } catch (IOException _) {
                unreadable++;
                return true; // a backup would look at it again
            }
        }

        private byte[] child(Path entry) {
            byte[] name = RawPaths.bytes(entry.getFileName());
            if (path.length == 0) {
                return name;
            }
            byte[] child = Arrays.copyOf(path, path.length + 1 + name.length);
            child[path.length] = '/';
            System.arraycopy(name, 0, child, path.length + 1, name.length);
            return child;
        }
    }
}
