package io.bundlebackup.problem.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class GzipCodingTests {
    private static final byte[] TEXT = "a;b;c\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gzip                   | true
            deflate, GZIP          | true
            gzip;q=0.001           | true
            *                      | true
            br, *;q=0.5            | true
            gzip;q=0               | false
            gzip; q=0.000, *       | false
            *;q=0                  | false
            identity               | false
            ''                     | false
            """)
    void gzipIsSentIfTheClientAcceptsIt(String header, boolean accepted) {
        var request = new MockHttpServletRequest();
        request.addHeader("Accept-Encoding", header);

        assertThat(GzipCoding.isAccepted("gzip", request)).isEqualTo(accepted);
    }

    @Test
    void withoutTheHeaderNothingIsEncoded() throws IOException {
        var response = new MockHttpServletResponse();

        GzipCoding.send(new ByteArrayInputStream(TEXT), new MockHttpServletRequest(), response);

        assertThat(response.getContentAsByteArray()).isEqualTo(TEXT);
        assertThat(response.getHeader("Content-Encoding")).isNull();
        assertThat(response.getHeader("Vary")).isEqualTo("Accept-Encoding");
    }

    @Test
    void theEncodedAnswerIsTheSameText() throws IOException {
        var request = new MockHttpServletRequest();
        request.addHeader("Accept-Encoding", "gzip");
        var response = new MockHttpServletResponse();

        GzipCoding.send(new ByteArrayInputStream(TEXT), request, response);

        assertThat(response.getHeader("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.getContentAsByteArray().length).isLessThan(TEXT.length / 10);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(response.getContentAsByteArray()))) {
            assertThat(in.readAllBytes()).isEqualTo(TEXT);
        }
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookComplete() {
        var request = new MockHttpServletRequest();
        request.addHeader("Accept-Encoding", "gzip");
        var response = new MockHttpServletResponse();
        var breaking = new SequenceInputStream(new ByteArrayInputStream(TEXT), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk failed");
            }
        });

        assertThatThrownBy(() -> GzipCoding.send(breaking, request, response)).hasMessage("the disk failed");
        assertThatThrownBy(() ->
                        new GZIPInputStream(new ByteArrayInputStream(response.getContentAsByteArray())).readAllBytes())
                .isInstanceOf(EOFException.class);
    }
}
