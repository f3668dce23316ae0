package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTests {
    @TempDir
    Path root;

    @Test
    void begins() throws Exception {
        try (var fixture = SessionFixture.in(root)) {
            var id = fixture.session("a");

            fixture.work.awaitBegin(id, "a");

            assertThat(fixture.told(id)).containsExactly("onBundleBegin a");
        }
    }
}
