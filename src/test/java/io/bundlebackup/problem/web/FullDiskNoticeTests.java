package io.bundlebackup.problem.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.bundlebackup.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class FullDiskNoticeTests {
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger log = new LoggerContext().getLogger("test");
    private long now = Long.MAX_VALUE - 5;

    @Test
    void tellsTheOperatorOnceAMinute() {
        log.addAppender(said);
        said.start();
        var notice = new FullDiskNotice(log, () -> now);

        refuse(notice);
        refuse(notice);
        now += 59_000_000_000L;
        refuse(notice);
        assertThat(said.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("PUT /api/v1/x was refused because no space is left: The disk is full. Make room");

        now += 1_000_000_000L;
        refuse(notice);
        assertThat(said.list).hasSize(2);
    }

    private static void refuse(FullDiskNotice notice) {
        notice.refused(
                new MockHttpServletRequest("PUT", "/api/v1/x"), Problem.of(ProblemType.NO_SPACE, "The disk is full."));
    }
}
