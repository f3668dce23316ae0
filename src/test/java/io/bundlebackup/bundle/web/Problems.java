package io.bundlebackup.bundle.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import org.springframework.test.web.servlet.assertj.MockMvcTester.MockMvcRequestBuilder;

/** What a controller throws; how it looks on the wire is tested where the advice is. */
final class Problems {
    static void assertRefused(MockMvcRequestBuilder request, ProblemType type) {
        assertThat(request.exchange())
                .failure()
                .cause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(type));
    }

    private Problems() {}
}
