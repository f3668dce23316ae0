package io.bundlebackup;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.logging.logback.WhitespaceThrowableProxyConverter;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Escapes control characters in all log lines, so that file names and texts of clients cannot forge log lines. Patterns
 * of an operator are kept; structured formats escape by themselves.
 */
public final class LogEscaping implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    /** Spring Boot explains in several lines why the service does not start. */
    private static final String IN_LINES = "org.springframework.boot.diagnostics";

    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLoggerList()
                    .forEach(logger -> logger.iteratorForAppenders().forEachRemaining(appender -> {
                        if (appender instanceof OutputStreamAppender<ILoggingEvent> stream
                                && stream.getEncoder() instanceof LayoutWrappingEncoder<ILoggingEvent> encoder
                                && encoder.getLayout() instanceof PatternLayout layout) {
                            makeVisible(layout);
                        }
                    }));
        }
    }

    public static void makeVisible(PatternLayout layout) {
        var converters = layout.getInstanceConverterMap();
        for (var word : new String[] {"m", "msg", "message"}) {
            converters.put(word, Message::new);
        }
        for (var word : new String[] {"wEx", "wex"}) {
            converters.put(word, Trace::new);
        }
        layout.stop();
        layout.start();
    }

    /** Control characters and line separators as Java writes them in a literal. */
    static String visible(String text) {
        if (text.chars().noneMatch(LogEscaping::isHidden)) {
            return text;
        }
        var visible = new StringBuilder();
        text.chars().forEach(c -> {
            if (!isHidden(c)) {
                visible.append((char) c);
            } else if (c == '\n') {
                visible.append("\\n");
            } else {
                visible.append(String.format("\\u%04x", c));
            }
        });
        return visible.toString();
    }

    private static boolean isHidden(int c) {
        return Character.isISOControl(c) && c != '\t' || c == 0x2028 || c == 0x2029;
    }

    static final class Message extends MessageConverter {
        @Override
        public String convert(ILoggingEvent event) {
            var text = super.convert(event);
            return text == null || event.getLoggerName().startsWith(IN_LINES) ? text : visible(text);
        }
    }

    static final class Trace extends WhitespaceThrowableProxyConverter {
        @Override
        protected String throwableProxyToString(IThrowableProxy proxy) {
            return super.throwableProxyToString(new Shown(proxy));
        }
    }

    private record Shown(IThrowableProxy of) implements IThrowableProxy {
        private static @Nullable IThrowableProxy shown(@Nullable IThrowableProxy of) {
            return of == null ? null : new Shown(of);
        }

        @Override
        public @Nullable String getMessage() {
            return of.getMessage() == null ? null : visible(of.getMessage());
        }

        @Override
        public @Nullable String getOverridingMessage() {
            return of.getOverridingMessage() == null ? null : visible(of.getOverridingMessage());
        }

        @Override
        public String getClassName() {
            return of.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return of.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return of.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            return shown(of.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            return Arrays.stream(of.getSuppressed()).map(Shown::new).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return of.isCyclic();
        }
    }
}
