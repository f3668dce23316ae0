package io.bundlebackup.access.web;

import io.bundlebackup.limits.BytePace;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** An answer that is written no faster than its caller may receive. */
final class PacedResponse extends HttpServletResponseWrapper {
    private final BytePace pace;

    PacedResponse(HttpServletResponse response, BytePace pace) {
        super(response);
        this.pace = pace;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return new PacedOutput(super.getOutputStream());
    }

    private final class PacedOutput extends ServletOutputStream {
        private final ServletOutputStream body;

        PacedOutput(ServletOutputStream body) {
            this.body = body;
        }

        @Override
        public void write(int single) throws IOException {
            pace.take(1);
            body.write(single);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            int end = from + count;
            int most = pace.piece();
            for (int at = from; at < end; ) {
                int piece = Math.min(most, end - at);
                pace.take(piece);
                body.write(bytes, at, piece);
                at += piece;
            }
        }

        @Override
        public void flush() throws IOException {
            body.flush();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            body.setWriteListener(listener);
        }
    }
}
