package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.store.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventFeedTests {
    private final EventFeed feed = new EventFeed();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicLong last = new AtomicLong();
    private int bytes = 400;

    private List<StoredEvent> log(long after, long upTo, int limit) {
        reads.incrementAndGet();
        return LongStream.rangeClosed(after + 1, Math.min(upTo, after + limit))
                .mapToObj(seq -> new StoredEvent(seq, "onProcess", "x".repeat(bytes)))
                .toList();
    }

    private long[] next(long position) throws InterruptedException {
        return seqs(feed.after(position, last.get(), 100, this::log));
    }

    private static long[] seqs(@Nullable List<StoredEvent> events) {
        return events == null
                ? new long[] {-1}
                : events.stream().mapToLong(StoredEvent::seq).toArray();
    }

    @Test
    void readsTheDatabaseOnceForAllReadersAtTheHead() throws Exception {
        for (int n = 0; n < 50; n++) {
            feed.enter();
        }
        for (int round = 0; round < 10; round++) {
            var position = last.getAndAdd(3);
            for (int reader = 0; reader < 50; reader++) {
                assertThat(next(position)).containsExactly(position + 1, position + 2, position + 3);
            }
        }
        assertThat(reads).hasValue(10);
    }

    @Test
    void servesReadersAtDifferentPlacesFromWhatIsHeld() throws Exception {
        for (int n = 0; n < 50; n++) {
            feed.enter();
        }
        last.set(4);
        next(0);
        last.set(6);

        assertThat(next(4)).containsExactly(5, 6);
        assertThat(next(2)).containsExactly(3, 4, 5, 6);
        assertThat(seqs(feed.after(1, 6, 2, this::log))).containsExactly(2, 3);
    }

    @Test
    void leavesAReaderThatIsBehindToTheLog() throws Exception {
        feed.enter();
        last.set(1_000);

        assertThat(next(990)).hasSize(10);
        assertThat(next(980)).containsExactly(-1);
        assertThat(next(0)).containsExactly(-1);
    }

    /** A crowd whose log has run ahead of all of its readers. */
    @Test
    void readsTheDatabaseOnceForReadersThatCatchUpTogether() throws Exception {
        for (int n = 0; n < 50; n++) {
            feed.enter();
        }
        last.set(1_000);
        for (long position = 0; position < 1_000; position += 100) {
            for (int reader = 0; reader < 50; reader++) {
                assertThat(next(position)).hasSize(100);
            }
        }
        assertThat(reads).hasValue(10);
    }

    @Test
    void startsAnewWithAReaderInFrontOfWhatIsHeld() throws Exception {
        feed.enter();
        feed.enter();
        last.set(2);
        next(0);
        last.set(20);

        assertThat(next(18)).containsExactly(19, 20);
        assertThat(next(2)).containsExactly(-1);
    }

    @Test
    void holdsNoMoreThanItsReadersMayTakeAndNothingWithoutReaders() throws Exception {
        for (int n = 0; n < 1_000; n++) {
            feed.enter();
        }
        bytes = 100_000;
        last.set(100);
        assertThat(next(0)).hasSize(100);

        assertThat(next(50)).describedAs("4 MiB of it are held").containsExactly(-1);
        assertThat(next(95)).hasSize(5);
        for (int n = 0; n < 1_000; n++) {
            feed.leave();
        }
        reads.set(0);
        assertThat(next(95)).hasSize(5);
        assertThat(reads).hasValue(1);
    }

    @Test
    void wakesEveryReaderWithOneRing() throws Exception {
        var told = new CountDownLatch(200);
        var readers = new ArrayList<Thread>();
        for (int n = 0; n < 200; n++) {
            readers.add(Thread.ofVirtual().start(() -> {
                try {
                    feed.await(() -> last.get() > 0, Duration.ofSeconds(15));
                    told.countDown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        last.set(1);
        feed.ring();
        for (var reader : readers) {
            reader.join();
        }
        assertThat(told.getCount()).isZero();
    }
}
