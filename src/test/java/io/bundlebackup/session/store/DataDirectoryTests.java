package io.bundlebackup.session.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.problem.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTests {
    @TempDir
    Path root;

    /** A process that has the lock until its standard input ends. */
    private Process holder() throws IOException {
        var process =
                new ProcessBuilder("python3", "-c", """
                        import fcntl, sys
                        lock = open(sys.argv[1], 'a+b')
                        fcntl.lockf(lock, fcntl.LOCK_EX)
                        print('held', flush=True)
                        sys.stdin.read()
                        """, root.resolve("lock").toString()).start();
        assertThat(process.inputReader().readLine()).isEqualTo("held");
        return process;
    }

    @Test
    void aStartWaitsForAServiceThatIsStopping() throws Exception {
        var holder = holder();
        var opened = new CompletableFuture<DataDirectory>();
        var opening = Thread.ofPlatform().start(() -> opened.complete(DataDirectory.open(root)));
        await().until(() -> opening.getState() == Thread.State.TIMED_WAITING);
        assertThat(opened).isNotDone();

        holder.getOutputStream().close();

        opened.get(5, TimeUnit.SECONDS).close();
    }

    @Test
    void aProcessThatHasTheDirectoryItselfIsRefusedAtOnce() throws Exception {
        try (var directory = DataDirectory.open(root)) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> DataDirectory.open(directory.root()))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("is in use by process");
            assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
        }
    }

    /** The reserve is there as long as the service runs, so that a start on a full disk has its space. */
    @Test
    void aStartHasTheSpaceThatTheLastStartReserved() throws Exception {
        try (var directory = DataDirectory.open(root)) {
            directory.keepReserve();
        }
        assertThat(Files.size(root.resolve("reserve"))).isEqualTo(4 << 20);

        try (var directory = DataDirectory.open(root)) {
            assertThat(directory.root().resolve("reserve")).doesNotExist();
        }
    }
}
