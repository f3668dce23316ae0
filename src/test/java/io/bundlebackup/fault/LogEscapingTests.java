package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.bundlebackup.LogEscaping;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.logback.WhitespaceThrowableProxyConverter;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class LogEscapingTests {
    private final LoggerContext context = new LoggerContext();
    private final PatternLayout layout = new PatternLayout();

    @BeforeEach
    void start() {
        layout.setContext(context);
        layout.setPattern("%m%n%wEx");
        layout.getInstanceConverterMap().put("wEx", WhitespaceThrowableProxyConverter::new);
        layout.start();
        LogEscaping.makeVisible(layout);
    }

    @Test
    void aFileNameAddsNoLineToTheLog() {
        assertThat(line("io.bundlebackup.bundle", "Bundle a\n2026-01-01 ERROR forged\u001b[31m\r\u2028: broken", null))
                .isEqualTo(
                        "Bundle a\\n2026-01-01 ERROR forged\\u001b[31m\\u000d\\u2028: broken" + System.lineSeparator());
    }

    @Test
    void plainTextIsLoggedUnchanged() {
        assertThat(line("io.bundlebackup", "Größe\t1 \uD83D\uDCBE", null))
                .isEqualTo("Größe\t1 \uD83D\uDCBE" + System.lineSeparator());
    }

    @Test
    void theMessagesOfATraceWriteNoLinesOfTheirOwn() {
        var failure = new IllegalStateException("outer\nforged", new IOException("inner\nforged"));
        failure.addSuppressed(new IOException("beside\nforged"));

        assertThat(line("io.bundlebackup", "failed", failure))
                .contains("IllegalStateException: outer\\nforged", "Caused by: java.io.IOException: inner\\nforged")
                .contains("Suppressed: java.io.IOException: beside\\nforged")
                .doesNotContain("\nforged")
                .contains("\tat io.bundlebackup.fault.LogEscapingTests");
    }

    @Test
    void theReasonForARefusedStartMayHaveSeveralLines() {
        assertThat(line("org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter", "a\nb", null))
                .startsWith("a\nb");
    }

    /** As the service does it, with the pattern of Spring Boot. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void linesOfTheRunningServiceAreMadeVisible(CapturedOutput output) {
        var application = new SpringApplication(LogEscapingTests.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (var running = application.run("--spring.config.location=optional:classpath:/none/")) {
            assertThat(running.isActive()).isTrue();
            LoggerFactory.getLogger(LogEscapingTests.class).warn("a\nforged", new IOException("b\nforged"));
        }
        assertThat(output.getOut()).contains("a\\nforged", "b\\nforged").doesNotContain("\nforged");
    }

    private String line(String logger, String message, @Nullable Throwable failure) {
        return layout.doLayout(new LoggingEvent("", context.getLogger(logger), Level.WARN, message, failure, null));
    }
}
