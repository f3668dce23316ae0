package io.bundlebackup.access.web;

import io.bundlebackup.limits.BytePace;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request whose body is read no faster than its caller may send, and whose answer the container cannot send by itself. */
final class PacedRequest extends HttpServletRequestWrapper {
    private static final String SENDFILE = "org.apache.tomcat.sendfile.support";

    private final BytePace pace;

    PacedRequest(HttpServletRequest request, BytePace pace) {
        super(request);
        this.pace = pace;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return name.equals(SENDFILE) ? Boolean.FALSE : super.getAttribute(name);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new PacedInput(super.getInputStream());
    }

    private final class PacedInput extends ServletInputStream {
        private final ServletInputStream body;

        PacedInput(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int read = body.read();
            if (read >= 0) {
                pace.take(1);
            }
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            int read = body.read(bytes, from, Math.min(count, pace.piece()));
            if (read > 0) {
                pace.take(read);
            }
            return read;
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
