package io.bundlebackup.problem.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationRefusalsTests {
    @ParameterizedTest
    @CsvSource({
        "bundles[0].bundleName, /bundles/0/bundleName",
        "bundleName, /bundleName",
        "a[1][2].b, /a/1/2/b",
        "byName[a.b/c~d].size, /byName/a.b~1c~0d/size",
        "'', ''",
        "broken[1, /broken/1"
    })
    void turnsAPropertyPathIntoAPointer(String path, String pointer) {
        assertThat(ValidationRefusals.pointer(path)).isEqualTo(pointer);
    }

    @Test
    void saysHowManyMoreThereAreAndListsABoundedNumber() {
        var parts = IntStream.range(0, 250)
                .mapToObj(i -> InvalidPart.at("/bundles/" + i, "must not be null"))
                .toList();

        Problem problem = ValidationRefusals.of(parts);

        assertThat(problem.detail()).isEqualTo("Member /bundles/0 must not be null, and 249 more.");
        assertThat((List<?>) problem.members().get("errors")).hasSize(100);
    }
}
