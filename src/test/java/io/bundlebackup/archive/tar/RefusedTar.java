package io.bundlebackup.archive.tar;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How the reader refuses an archive: with one sentence that is safe to show. */
final class RefusedTar {
    private RefusedTar() {}

    static InvalidArchiveException refused(byte[] tar, String reason) {
        return refused(tar, ReadTar.LIMITS, reason);
    }

    static InvalidArchiveException refused(byte[] tar, TarLimits limits, String reason) {
        var thrown = new InvalidArchiveException[1];
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> ReadTar.all(tar, limits))
                .withMessageContaining(reason)
                .withMessageMatching("(?s)[A-Z][^\\x00-\\x1f]*\\.")
                .satisfies(e -> thrown[0] = e);
        return thrown[0];
    }

    static InvalidArchiveException refused(TarBytes tar, String reason) {
        return refused(tar.end(), reason);
    }
}
