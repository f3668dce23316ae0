package io.bundlebackup.archive.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RacyTimestampsTests {
    @Test
    void theFirstRacySecondIsTwoSecondsBeforeTheScan() {
        assertThat(RacyTimestamps.firstRacySecond(1_700_000_010_000L)).isEqualTo(1_700_000_008);
        assertThat(RacyTimestamps.firstRacySecond(1_700_000_010_999L)).isEqualTo(1_700_000_008);
        assertThat(RacyTimestamps.firstRacySecond(-1)).isEqualTo(-3);
    }
}
