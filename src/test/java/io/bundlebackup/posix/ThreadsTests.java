package io.bundlebackup.posix;

import static io.bundlebackup.posix.RawFiles.raw;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ThreadsTests {
    private static final int FILES = 16;

    @TempDir
    Path temp;

    @Test
    void servesManyVirtualThreadsAtOnce() throws Exception {
        writeFiles();
        try (Directory root = Directory.open(temp);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 1000; i++) {
                int number = i % FILES;
                tasks.add(() -> {
                    readChecked(root, number);
                    return root.list().size() == FILES;
                });
            }
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                assertThat(task.get()).isTrue();
            }
        }
        assertThat(RawFiles.openBelow(temp)).isZero();
    }

    /** A number closed under a call that is about to use it would be given to the next open, of another file. */
    @Test
    void neverReadsAnotherFileWhenClosedMeanwhile() throws Exception {
        writeFiles();
        try (Directory root = Directory.open(temp);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            var shared = new AtomicReference<>(open(root, 0));
            List<Callable<Integer>> tasks = List.of(
                    () -> readShared(shared), () -> readShared(shared), () -> replaceShared(root, shared), () -> {
                        int rounds = 0;
                        while (rounds < 20_000) {
                            readChecked(root, rounds++ % FILES);
                        }
                        return rounds;
                    });
            for (Future<Integer> task : threads.invokeAll(tasks)) {
                assertThat(task.get()).isPositive();
            }
            shared.get().file.close();
        }
        assertThat(RawFiles.openBelow(temp)).isZero();
    }

    private record Numbered(int number, OpenFile file) {}

    private static Numbered open(Directory root, int number) throws Exception {
        return new Numbered(number, root.openFile(raw("file" + number)));
    }

    private static int replaceShared(Directory root, AtomicReference<Numbered> shared) throws Exception {
        int rounds = 0;
        while (rounds < 20_000) {
            shared.getAndSet(open(root, rounds++ % FILES)).file.close();
        }
        return rounds;
    }

    private static int readShared(AtomicReference<Numbered> shared) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        int rounds = 0;
        while (rounds++ < 20_000) {
            Numbered now = shared.get();
            try {
                now.file.read(buffer.clear(), 0);
                assertThat(buffer.get(0)).isEqualTo((byte) now.number);
            } catch (ClosedChannelException replaced) {
                assertThat(shared.get()).isNotSameAs(now);
            }
        }
        return rounds;
    }

    private static void readChecked(Directory root, int number) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        try (OpenFile file = root.openFile(raw("file" + number))) {
            assertThat(file.stat().size()).isEqualTo(number + 1);
            assertThat(file.read(buffer)).isEqualTo(number + 1);
            assertThat(buffer.get(number)).isEqualTo((byte) number);
        }
    }

    private void writeFiles() throws Exception {
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[i + 1];
            Arrays.fill(content, (byte) i);
            Files.write(temp.resolve("file" + i), content);
        }
    }
}
