package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.SessionTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RunLogTests extends SessionTest {
    @Test
    void theBeginAndTheEndOfABackupAreOneLineEach(CapturedOutput output) {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");

        service.work.finish(id, "a", null);

        awaitLine(output, "The backup of a for alice began in session " + id + ".");
        awaitLine(output, "The backup of a for alice ended: completed, 0 files, 0 bytes, 0.0 s.");
    }

    @Test
    void aFailureIsAWarningWithItsReason(CapturedOutput output) {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");

        service.work.fail(id, "a", Failure.of(ErrorCode.NO_SPACE));

        awaitLine(output, "The backup of a for alice ended: failed, 0 files, 0 bytes, 0.0 s. Reason: No space left");
    }

    @Test
    void onlyAFailureOfTheServiceOrOfItsDiskHasATrace(CapturedOutput output) {
        var id = service.session("a", "b");

        service.work.fail(id, "a", Failure.of(ErrorCode.NO_SPACE), new IOException("cause of the full one"));
        service.work.fail(id, "b", Failure.of(ErrorCode.IO_ERROR), new IOException("cause of the broken one"));

        awaitLine(output, "The backup of a for alice ended: failed");
        awaitLine(output, "The backup of b for alice ended: failed");
        assertThat(output.getAll()).contains("cause of the broken one").doesNotContain("cause of the full one");
    }

    @Test
    void filesThatFailedAreAWarning(CapturedOutput output) {
        var id = service.session("a");
        service.work.step(id, "a", task -> task.fileFailed("x", ErrorCode.IO_ERROR, "unreadable"));

        service.work.finish(id, "a", null);

        awaitLine(output, "completed, 0 files, 0 bytes, 0.0 s, 1 failed. The report of the bundle names");
    }

    private static void awaitLine(CapturedOutput output, String line) {
        await().until(() -> output.getAll().contains(line));
    }
}
