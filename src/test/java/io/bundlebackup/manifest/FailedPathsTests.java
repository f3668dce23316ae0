package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedPathsTests {
    private static ManifestHeader readBack(FailedPaths failures) throws IOException {
        var header = new ManifestHeader("com.example", UUID.randomUUID(), null, 1).with(failures);
        var bytes = new ByteArrayOutputStream();
        new ManifestWriter(bytes, header).close();
        try (var reader = new ManifestReader(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(reader.header()).isEqualTo(header);
            assertThat(reader.next()).isNull();
            return reader.header();
        }
    }

    private static void assertRefused(String fields, String reason) {
        var header = new String(
                new ManifestHeader("com.example", new UUID(1, 2), null, 1).lines(), StandardCharsets.US_ASCII);
        var text = header.replaceFirst("\n", fields.replace("$", "\\$") + "\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManifestHeader.parse(text.lines().findFirst().orElseThrow()))
                .withMessageContaining(reason);
    }

    @Test
    void namesFailedPathsInTheHeader() throws IOException {
        var odd = List.of("a", "d/a b", "a&b=c,d", "ä", "new\nline", "100%");
        var shown = odd.stream().map(each -> RawPath.of(each).encoded()).toList();

        var read = readBack(FailedPaths.of(6, shown)).failures();

        assertThat(read.named())
                .containsExactlyElementsOf(odd.stream().map(RawPath::of).toList());
        assertThat(read.unnamed()).isZero();
    }

    @Test
    void countsAPathOnceThatFailedTwice() {
        assertThat(FailedPaths.of(2, List.of("d")).unnamed()).isZero();
    }

    @Test
    void writesNoFailuresForACompleteBackup() {
        var header = new ManifestHeader("com.example", new UUID(1, 2), null, 1);

        assertThat(new String(header.lines(), StandardCharsets.US_ASCII)).doesNotContain("failed");
    }

    @Test
    void countsFailuresThatItCannotName() throws IOException {
        var many = IntStream.range(0, 2_000).mapToObj(i -> "file-" + i).toList();
        var name = "x".repeat(255);
        var longPath = String.join("/", java.util.Collections.nCopies(15, name));
        var wide = IntStream.range(0, 1_000).mapToObj(i -> longPath + "/" + i).toList();

        assertThat(readBack(FailedPaths.of(2_000, many)).failures().unnamed()).isEqualTo(1_000);
        assertThat(readBack(FailedPaths.of(1_000, wide)).failures().unnamed()).isBetween(900L, 950L);
    }

    @Test
    void leavesOutPathsThatAreShownInPart() {
        var failures = FailedPaths.of(2, List.of("x".repeat(1_024) + "…", "…"));

        assertThat(failures.named()).containsExactly(RawPath.of("…"));
        assertThat(failures.unnamed()).isEqualTo(1);
    }

    @Test
    void refusesWhatNoBackupWrites() {
        assertRefused("&failed=1", "the header is not");
        assertRefused("&failed=0&failedPaths=", "the header is not");
        assertRefused("&failed=1&failedPaths=a&b", "the header is not");
        assertRefused("&failed=1&failedPaths=/etc/passwd", "leaves the root");
        assertRefused("&failed=1&failedPaths=a,b", "more paths than failed counts");
        assertRefused("&failed=9&failedPaths=a,,b", "empty");
        assertRefused("&failed=99999&failedPaths=a" + ",a".repeat(1_000), "more than 1000");
        assertRefused("&failed=1&failedPaths=%4", "hexadecimal");
    }
}
