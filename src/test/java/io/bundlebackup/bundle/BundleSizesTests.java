package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.bundle.BundleSizes.Measurement;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class BundleSizesTests {
    private static final Instant START = Instant.parse("2026-01-31T09:00:00Z");

    private final FakeScan scan = new FakeScan();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final BundleSizes sizes = new BundleSizes(scan, now::get);
    private final Bundle bundle = TestBundles.of("com.a", Path.of("/a"));

    @Test
    void knowsNothingBeforeAMeasurement() {
        assertThat(sizes.known(bundle)).isEmpty();
        assertThat(scan.scanned).isEmpty();
    }

    @Test
    void measuresAgainOnlyWhenTheLastMeasurementIsAMinuteOld() {
        assertThat(sizes.measure(bundle)).contains(new Measurement(100, 4, START));

        now.set(START.plusSeconds(59));
        assertThat(sizes.measure(bundle)).contains(new Measurement(100, 4, START));
        assertThat(scan.scanned).hasSize(1);

        now.set(START.plusSeconds(60));
        assertThat(sizes.measure(bundle)).contains(new Measurement(100, 4, START.plusSeconds(60)));
        assertThat(scan.scanned).hasSize(2);
    }

    @Test
    void anotherDirectoryOrSelectionUnderTheSameNameIsNotKnown() {
        sizes.measure(bundle);

        assertThat(sizes.known(bundle)).isPresent();
        assertThat(sizes.known(TestBundles.of("com.a", Path.of("/b")))).isEmpty();
    }

    @Test
    void measuresAnIncrementAlwaysAnewAndRemembersTheWhole() {
        assertThat(sizes.measureSince(bundle, 5)).hasValueSatisfying(increment -> {
            assertThat(increment.bytes()).isEqualTo(30);
            assertThat(increment.files()).isEqualTo(2);
            assertThat(increment.whole().bytes()).isEqualTo(100);
        });
        sizes.measureSince(bundle, 5);

        assertThat(scan.scanned).containsExactly("com.a@5", "com.a@5");
        assertThat(sizes.known(bundle)).map(Measurement::bytes).contains(100L);
    }

    @Test
    void thoseWhoAskMeanwhileShareOneScan() throws Exception {
        CountDownLatch scanning = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        scan.meanwhile(() -> {
            scanning.countDown();
            await(go);
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Measurement>> first = callers.submit(() -> sizes.measure(bundle));
            await(scanning);
            Future<Optional<Measurement>> second = callers.submit(() -> sizes.measure(bundle));
            go.countDown();

            assertThat(second.get()).isEqualTo(first.get()).isPresent();
        }
        assertThat(scan.scanned).hasSize(1);
    }

    @Test
    void refreshesAKnownSizeInTheBackground() {
        CountDownLatch scanning = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        scan.meanwhile(() -> {
            scanning.countDown();
            await(go);
        });

        assertThat(sizes.knownAndRefreshed(bundle)).isEmpty();
        await(scanning);
        assertThat(sizes.knownAndRefreshed(bundle)).isEmpty(); // does not begin a second one
        go.countDown();

        assertThat(sizes.measure(bundle)).isPresent(); // waits for the scan under way
        assertThat(scan.scanned).hasSize(1);
        assertThat(sizes.knownAndRefreshed(bundle)).isPresent();
        assertThat(scan.scanned).hasSize(1);
    }

    @Test
    void aSizeIsRefreshedAgainAfterAnError() {
        scan.meanwhile(() -> {
            scan.meanwhile(() -> {});
            throw new OutOfMemoryError("made by the test");
        });

        assertThat(sizes.knownAndRefreshed(bundle)).isEmpty();
        Awaitility.await().until(() -> sizes.knownAndRefreshed(bundle).isPresent());
    }

    @Test
    void aTreeThatCannotBeReadHasNoSizeAndIsInTheLog(CapturedOutput log) {
        scan.failure = new IOException("broken disk");

        assertThat(sizes.measure(bundle)).isEmpty();
        assertThat(sizes.known(bundle)).isEmpty();
        assertThat(log.getOut()).contains("Bundle com.a: its size cannot be measured", "broken disk");
    }

    @Test
    void saysHowManyEntriesAreNotCounted(CapturedOutput log) {
        scan.sizes = new SizeScan.Sizes(1, 1, 1, 1, 3);

        assertThat(sizes.measure(bundle)).isPresent();
        assertThat(log.getOut()).contains("Bundle com.a: 3 entries could not be read");
    }

    @Test
    void aBundleThatCannotBeUsedIsNotMeasured() {
        Bundle broken = TestBundles.broken("com.broken", Path.of("/b"));

        assertThat(sizes.measure(broken)).isEmpty();
        assertThat(sizes.measureSince(broken, 0)).isEmpty();
        assertThat(sizes.knownAndRefreshed(broken)).isEmpty();
        assertThat(scan.scanned).isEmpty();
    }

    @Test
    void anInterruptedMeasurementSaysThatTheServiceIsStopping() {
        scan.failure = new InterruptedIOException();

        assertThatThrownBy(() -> sizes.measure(bundle))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.NOT_AVAILABLE));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void forgetsTheLongestUnusedOfVeryManyBundles() {
        sizes.measure(bundle);
        for (int i = 0; i < 10_000; i++) {
            sizes.known(TestBundles.of("com.b" + i, Path.of("/b")));
        }

        assertThat(sizes.known(bundle)).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
