package io.bundlebackup.restore.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UnpackQueueTests {
    private static final String PART = "part.0.tar";
    private static final String BIG_FILE = "big.0.bin";
    private static final String INDEX = "manage.json";

    private final UnpackQueue queue = new UnpackQueue();

    @BeforeEach
    void opens() {
        queue.open(false);
    }

    @Test
    void aPartIsUnpackedWithoutAScan() throws Exception {
        queue.uploaded(PART);
        assertThat(queue.await()).isEqualTo(new UnpackQueue.Work(false, Set.of(PART), false));
    }

    @Test
    void anyOtherFileIsFoundByAScan() throws Exception {
        queue.uploaded(BIG_FILE);
        assertThat(queue.await()).isEqualTo(new UnpackQueue.Work(false, Set.of(), true));
    }

    @Test
    void earlierUploadsAreFoundByAScanOnRequest() throws Exception {
        queue.open(true);
        assertThat(queue.await()).isEqualTo(new UnpackQueue.Work(false, Set.of(), true));
    }

    @Test
    void aReplacedBigFileMakesTheTreeOutdatedAndEndsTheWorkThatWasTaken() throws Exception {
        assertThat(queue.mayGoOn()).isTrue();
        queue.changed(BIG_FILE);
        queue.uploaded(PART);
        assertThat(queue.mayGoOn()).isFalse();
        assertThat(queue.await()).isEqualTo(new UnpackQueue.Work(true, Set.of(PART), false));
        assertThat(queue.mayGoOn()).isTrue();
    }

    @Test
    void aManifestAndAReplacedPartWakeTheThreadButDoNotMakeTheTreeOutdated() throws Exception {
        queue.changed(INDEX);
        queue.changed(PART);
        assertThat(queue.mayGoOn()).isTrue();
        assertThat(queue.await()).isEqualTo(new UnpackQueue.Work(false, Set.of(PART), false));
    }

    @Test
    void postponedWorkComesAgain() throws Exception {
        queue.open(true);
        queue.changed(BIG_FILE);
        queue.uploaded(PART);
        var work = queue.take();
        queue.postpone(work, 1);
        assertThat(queue.await()).isEqualTo(work);
    }

    @Test
    void aScanWaitsUntilScansHaveRested() throws Exception {
        queue.scanned(TimeUnit.HOURS.toNanos(1));
        queue.uploaded(BIG_FILE);
        assertThat(queue.await()).isEqualTo(new UnpackQueue.Work(false, Set.of(), false));
        queue.requestScanNow();
        assertThat(queue.await()).isEqualTo(new UnpackQueue.Work(false, Set.of(), true));
    }

    @Test
    void morePartsThanAreRememberedAreFoundByAScan() throws Exception {
        for (int i = 0; i <= 10_000; i++) {
            queue.uploaded("part." + i + ".tar");
        }
        var work = queue.take();
        assertThat(work.parts()).hasSize(10_000);
        assertThat(work.scan()).isTrue();
    }

    @Test
    void remainingWorkCanBeTakenFromAClosedQueue() throws Exception {
        queue.changed(BIG_FILE);
        queue.close();
        assertThat(queue.mayGoOn()).isFalse();
        assertThat(queue.await()).isNull();
        assertThat(queue.take().outdated()).isTrue();
    }
}
