package io.bundlebackup.problem.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ProblemType;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusesTests {
    @ParameterizedTest
    @CsvSource({
        "UNAUTHENTICATED, 201, 401",
        "PERMISSION_DENIED, 201, 403",
        "NOT_A_SYSTEM_CALLER, 202, 403",
        "INVALID_REQUEST, 401, 400",
        "INVALID_ARGUMENT, 13900020, 400",
        "NO_SUCH_SESSION, 13900020, 404",
        "FILE_CLOSED, 13900020, 410",
        "TOO_LARGE, 13900020, 413",
        "KEY_REUSED, 13900020, 422",
        "BUNDLE_HELD, 13500013, 409",
        "NOT_STARTED, 13500011, 409",
        "NO_SUCH_TASK, 13500012, 409",
        "NO_SUCH_TASK_HERE, 13500012, 404",
        "TOO_MANY_SESSIONS, 13900011, 429",
        "OUT_OF_MEMORY, 13900011, 503",
        "NOT_AVAILABLE, 13600001, 503",
        "NO_SPACE, 13900025, 507",
        "IO_ERROR, 13900005, 500",
        "INTERNAL_ERROR, 13900042, 500"
    })
    void pairsCodesWithStatusesAsTheWireSays(ProblemType type, int code, int status) {
        assertThat(type.code().number()).isEqualTo(code);
        assertThat(Statuses.of(type)).isEqualTo(status);
    }

    @Test
    void givesEveryStatusOfTheContainerATypeOfTheSameClass() {
        // 501 is what a container says of a method it does not know; the wire has 405 for that.
        Set<Integer> elsewhere = Set.of(501);
        for (int status = 400; status < 600; status++) {
            if (!elsewhere.contains(status)) {
                assertThat(Statuses.of(Statuses.typeFor(status)) / 100).isEqualTo(status / 100);
            }
        }
        assertThat(Statuses.of(Statuses.typeFor(501))).isEqualTo(405);
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void hasASentenceForEveryType(ProblemType type) {
        assertThat(Statuses.sentenceFor(type)).endsWith(".").doesNotContain("..");
    }
}
