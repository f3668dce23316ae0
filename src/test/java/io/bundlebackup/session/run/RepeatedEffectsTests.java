package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.SessionFixture;
import io.bundlebackup.session.SessionTest;
import io.bundlebackup.session.state.Outcome;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a committed change brings about fails at first: what was kept cannot be removed, or a bundle does not begin. */
class RepeatedEffectsTests extends SessionTest {
    static Stream<Throwable> failures() {
        return Stream.of(
                new IOException("the disk is broken"),
                new ProblemException(ProblemType.IO_ERROR, "The service could not record this."),
                new OutOfMemoryError("made by the test"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aBundleEndsWhenNeitherItsEndCanBeRecordedNorWhatWasKeptForItBeRemoved(Throwable failure) {
        var id = running();
        service.database.failNext(1);
        service.work.failRemovals(1, failure);
        service.work.fail(id, "a", Failure.of(ErrorCode.IO_ERROR));

        assertThat(service.awaitEnd(id, "a").standing().outcome()).isEqualTo(Outcome.FAILED);
        service.work.awaitOver(id, "a");
    }

    @Test
    void anAppendedBundleBeginsAlthoughAnErrorKeptItOutOfTheQueue() {
        service.work.failNextQuestion(new OutOfMemoryError("made by the test"));

        var id = service.session("a");

        service.work.finish(id, "a", null);
        assertThat(service.awaitEnd(id, "a").standing().outcome()).isEqualTo(Outcome.COMPLETED);
        await().until(() -> service.parts.slots.busy() == 0);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatWasKeptForBundlesAndSessionsIsRemovedByALaterTry(Throwable failure) {
        var id = running();
        service.work.failRemovals(1, failure);
        service.work.finish(id, "a", null);
        service.work.awaitOver(id, "a");

        var full = fillSlots();
        var queued = service.session("a");
        service.work.failRemovals(2, failure);
        service.sessions.release(SessionFixture.ALICE, queued);
        await().until(() ->
                service.work.discarded(queued, "a") && service.work.over().contains(queued));
        assertThat(service.work.failingRemovals()).isZero();
        service.work.finish(full, "d", null);
    }
}
