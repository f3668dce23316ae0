package io.bundlebackup.bundle.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an output stream of a command to its end, so that the command never blocks in a write. Memory is bounded by the longest line.
 */
final class ExtensionOutput {
    private static final Logger log = LoggerFactory.getLogger(ExtensionOutput.class);
    private static final int BUFFER = 8_192;

    /** Takes one line, cut at the longest length. */
    interface Lines {
        void take(String line, boolean cut);
    }

    private ExtensionOutput() {}

    /** Splits the stream into lines; the last line may lack its line end. */
    static void readLines(InputStream in, int longest, Lines lines) {
        var line = new ByteArrayOutputStream();
        boolean cut = false;
        var buffer = new byte[BUFFER];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        lines.take(line.toString(StandardCharsets.UTF_8), cut);
                        line.reset();
                        cut = false;
                    } else if (line.size() < longest) {
                        line.write(buffer[i]);
                    } else {
                        cut = true;
                    }
                }
            }
        } catch (IOException e) {
            log.debug("the output of a command broke off", e);
        }
        if (line.size() > 0) {
            lines.take(line.toString(StandardCharsets.UTF_8), cut);
        }
    }

    /** Reads the whole stream and keeps the first bytes. */
    static void readBytes(InputStream in, int most, ByteArrayOutputStream kept) {
        var buffer = new byte[BUFFER];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                kept.write(buffer, 0, Math.min(n, most - kept.size()));
            }
        } catch (IOException e) {
            log.debug("the output of a command broke off", e);
        }
    }
}
