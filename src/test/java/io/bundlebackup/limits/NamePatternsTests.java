package io.bundlebackup.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternsTests {
    @ParameterizedTest
    @CsvSource({
        "*,             *,             true",
        "com.*,         com.example.*, true",
        "com.*,         com.?xample,   true",
        "com.*,         com.,          true",
        "com.example.?, com.example.?, true",
        "com.example.?, com.example.a, true",
        "com.example.?, com.example.*, false",
        "com.example.*, com.*,         false",
        "com.example.*, *,             false",
        "*.a,           com.*.a,       true",
        "*.a,           com.*,         false",
    })
    void includesAPatternWhoseEveryNameItMatches(String set, String pattern, boolean included) {
        assertThat(new NamePatterns(List.of("org.never", set)).include(pattern)).isEqualTo(included);
    }
}
