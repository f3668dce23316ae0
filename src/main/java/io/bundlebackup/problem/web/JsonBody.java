package io.bundlebackup.problem.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request whose body was read whole, so that it can be hashed and read again. Only bodies of at most {@code
 * backup.limits.json-size} become one; bodies of files never do.
 */
public final class JsonBody extends HttpServletRequestWrapper {
    /** Where bodies are read: behind Spring Security (-100). A filter that wants the body needs a higher order. */
    public static final int FILTER_ORDER = 100;

    private static final String ATTRIBUTE = JsonBody.class.getName();

    private final byte[] bytes;

    JsonBody(HttpServletRequest request, byte[] bytes) {
        super(request);
        this.bytes = bytes;
        request.setAttribute(ATTRIBUTE, bytes);
    }

    /**
     * The body of the request, empty bytes if it has none. No value if the body was not kept because it is not JSON. The array is
     * the one that is read: leave it unchanged.
     */
    public static Optional<byte[]> of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof byte[] kept ? Optional.of(kept) : Optional.empty();
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Replay(new ByteArrayInputStream(bytes));
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public int getContentLength() {
        return bytes.length;
    }

    @Override
    public long getContentLengthLong() {
        return bytes.length;
    }

    private static final class Replay extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Replay(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("This body is in memory; read it directly.");
        }
    }
}
