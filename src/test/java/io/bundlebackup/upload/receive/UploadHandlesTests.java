package io.bundlebackup.upload.receive;

import static io.bundlebackup.upload.UploadFixture.named;
import static io.bundlebackup.upload.UploadFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.UploadTest;
import io.bundlebackup.upload.store.Upload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Handles of uploads, and what is left where one is refused. */
class UploadHandlesTests extends UploadTest {
    private static final String P = "part.0.tar";

    private Upload declare(@Nullable Long size) {
        return fixture.handles.declare(named(P), size, null);
    }

    private void requireRefused(@Nullable Long size) {
        fixture.bundles.handing = () -> {
            throw new ProblemException(ProblemType.TOO_MANY_REQUESTS, "Too many handles.");
        };
        assertThat(refusal(() -> declare(size)).type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
        fixture.bundles.handing = () -> {};
    }

    @Test
    void anUploadExistsBeforeItsHandleIsIssued() {
        var announced = new Upload(P, 0, 7L, false, null, false);
        fixture.bundles.handing = () -> assertThat(fixture.get(P)).isEqualTo(announced);

        assertThat(declare(7L)).isEqualTo(announced);
        assertThat(fixture.bundles.handed).containsExactly(P);
    }

    @Test
    void aRefusedHandleLeavesNoUpload() {
        requireRefused(7L);

        assertThat(refusal(() -> fixture.get(P)).type()).isEqualTo(ProblemType.NO_SUCH_FILE);
    }

    @Test
    void aRefusedHandleDoesNotChangeAnUpload() throws Exception {
        declare(null);
        requireRefused(7L);
        assertThat(fixture.get(P).size()).isNull();

        declare(5L);
        requireRefused(7L);
        assertThat(fixture.get(P).size()).isEqualTo(5);

        var complete = fixture.put(P, "hello");
        requireRefused(7L);
        assertThat(fixture.get(P)).isEqualTo(complete);
    }
}
