package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.bundlebackup.bundle.CapabilityFile.Entry;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilitiesTests {
    @TempDir
    Path root;

    private final FakeScan scan = new FakeScan();
    private Bundles bundles = new Bundles(Trees.settings(Path.of("nowhere")));
    private BundleSizes sizes = new BundleSizes(scan, InstantSource.fixed(Instant.EPOCH));
    private Capabilities capabilities = new Capabilities(bundles, sizes);

    @BeforeEach
    void makeBundles() throws IOException {
        Path directory = Files.createDirectories(root.resolve("bundles"));
        Trees.bundle(directory, "com.a", """
                {"versionCode":3,"versionName":"3.0","extensionName":"E","needToInstall":true,"fullBackupOnly":true,
                 "restoreDeps":"com.b","supportScene":"s","extraInfo":{"k":1}}
                """);
        Trees.bundle(directory, "com.a+1", Trees.FACTS);
        Trees.bundle(directory, "com.broken", "{");
        Trees.bundle(directory, "com.no", "{\"versionCode\":1,\"versionName\":\"1\",\"allowToBackupRestore\":false}");
        bundles = new Bundles(Trees.settings(root));
        capabilities = new Capabilities(bundles, sizes);
    }

    @Test
    void describesEveryBundleWithItsRealSize() {
        CapabilityFile file = capabilities.measured(List.of());

        assertThat(file.backupVersion()).isEqualTo("16.0");
        assertThat(file.deviceType()).isEqualTo("default");
        assertThat(file.systemFullName())
                .isEqualTo(System.getProperty("os.name") + "-" + System.getProperty("os.version"));
        assertThat(file.bundleInfos()).extracting(Entry::name).containsExactly("com.a", "com.a", "com.no");
        assertThat(file.bundleInfos().getFirst())
                .isEqualTo(new Entry(
                        true, 0, "E", Map.of("k", 1), true, "com.a", true, "com.b", 100, null, "s", 3, "3.0"));
        assertThat(file.bundleInfos().get(1).appIndex()).isEqualTo(1);
        assertThat(file.bundleInfos().getLast().allToBackup()).isFalse();
    }

    @Test
    void describesOnlyTheBundlesAskedForInThatOrder() {
        assertThat(capabilities.measured(List.of("com.no", "com.a:1")).bundleInfos())
                .extracting(Entry::name, Entry::appIndex)
                .containsExactly(tuple("com.no", 0), tuple("com.a", 1));
    }

    @Test
    void tellsTheSizeOfTheIncrement() {
        CapabilityFile file = capabilities.increments(Map.of("com.a:1", 5L));

        assertThat(file.bundleInfos()).singleElement().satisfies(entry -> {
            assertThat(entry.spaceOccupied()).isEqualTo(100);
            assertThat(entry.increSpaceOccupied()).isEqualTo(30);
        });
    }

    @Test
    void aBundleThatIsAlwaysSentWholeIsItsOwnIncrement() {
        assertThat(capabilities.increments(Map.of("com.a", 5L)).bundleInfos())
                .singleElement()
                .satisfies(entry -> assertThat(entry.increSpaceOccupied()).isEqualTo(100));
    }

    @Test
    void withoutALastTimeEverythingIsTheIncrement() {
        assertThat(capabilities.increments(Map.of("com.a", 0L)).bundleInfos())
                .singleElement()
                .satisfies(entry -> assertThat(entry.increSpaceOccupied()).isEqualTo(100));
    }

    @Test
    void withoutAScanSizesAreKnownOrZero() {
        sizes.measure(bundles.find("com.a").orElseThrow());
        scan.scanned.clear();

        assertThat(capabilities.known().bundleInfos())
                .extracting(Entry::name, Entry::spaceOccupied)
                .containsExactly(tuple("com.a", 100L), tuple("com.a", 0L));
        assertThat(capabilities.known(bundles.all()).bundleInfos()).hasSize(3);
        assertThat(scan.scanned).isEmpty();
    }

    @Test
    void refusesNamesThatItCannotDescribe() {
        assertRefused(() -> capabilities.measured(List.of("com.none")), ProblemType.NO_SUCH_BUNDLE);
        assertRefused(() -> capabilities.measured(List.of("com.broken")), ProblemType.NO_SUCH_BUNDLE);
        assertRefused(() -> capabilities.measured(List.of("com.a", "com.a")), ProblemType.INVALID_ARGUMENT);
        assertRefused(() -> capabilities.increments(Map.of()), ProblemType.INVALID_ARGUMENT);
        assertRefused(() -> capabilities.increments(Map.of("com.none", 0L)), ProblemType.NO_SUCH_BUNDLE);
        assertThat(scan.scanned).isEmpty();
    }

    @Test
    void aTreeThatCannotBeReadHasSizeZero() {
        scan.failure = new IOException("broken disk");

        assertThat(capabilities.measured(List.of("com.a")).bundleInfos())
                .singleElement()
                .satisfies(entry -> assertThat(entry.spaceOccupied()).isZero());
    }

    private static void assertRefused(ThrowingCallable call, ProblemType type) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(type));
    }
}
