package io.bundlebackup.backup.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.bundlebackup.archive.tree.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class DictionaryCodingTests {
    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final byte[] earlier = lines(20_000, 0);
    private byte[] text = lines(20_000, 100);
    private boolean there = true;

    @BeforeEach
    void aClientThatHasTheEarlierText() {
        request.addHeader("Accept-Encoding", "gzip, dcz");
        request.addHeader("Available-Dictionary", field(earlier));
    }

    @Test
    void theTextIsSentAsTheDifferenceFromTheEarlierText() throws Exception {
        assertThat(send()).isTrue();

        var body = response.getContentAsByteArray();
        assertThat(response.getHeader("Content-Encoding")).isEqualTo("dcz");
        assertThat(response.getHeaders("Vary")).containsExactlyInAnyOrder("Available-Dictionary", "Accept-Encoding");
        assertThat(HexFormat.of().formatHex(body, 0, 40))
                .isEqualTo("5e2a4d1820000000" + HexFormat.of().formatHex(sha256(earlier)));
        assertThat(decoded()).isEqualTo(text);
        // A hundredth of the lines changed.
        assertThat(body.length).isLessThan(text.length / 50);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 3_000_000})
    void aTextOfAnySizeCanBeDecoded(int size) throws Exception {
        text = Arrays.copyOf(text, size);

        assertThat(send()).isTrue();

        assertThat(decoded()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "*;q=0", "dcz;q=0", "identity"})
    void aClientThatDoesNotAcceptTheCodingGetsAnotherAnswer(String accepted) throws Exception {
        request.removeHeader("Accept-Encoding");
        request.addHeader("Accept-Encoding", accepted);

        assertNothingIsSent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "::", ":?:", "abc", ":AAAA:", ":47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"})
    void aClientThatHasAnotherTextGetsAnotherAnswer(String field) throws Exception {
        request.removeHeader("Available-Dictionary");
        request.addHeader("Available-Dictionary", field);

        assertNothingIsSent();
    }

    @Test
    void withoutAnEarlierTextThereIsAnotherAnswer() throws Exception {
        there = false;

        assertNothingIsSent();
    }

    @Test
    void aTextThatSomeDecodersCannotHoldGetsAnotherAnswer() throws Exception {
        text = new byte[9 << 20];

        assertNothingIsSent();
    }

    private boolean send() throws IOException {
        return DictionaryCoding.send(in(), text.length, this::find, request, response);
    }

    private Optional<byte[]> find(byte[] sha256, int mostBytes) {
        return there && Arrays.equals(sha256, sha256(earlier)) ? Optional.of(earlier) : Optional.empty();
    }

    private void assertNothingIsSent() throws IOException {
        assertThat(send()).isFalse();
        assertThat(response.getContentAsByteArray()).isEmpty();
        assertThat(response.getHeader("Content-Encoding")).isNull();
        assertThat(response.getHeaders("Vary")).containsOnly("Available-Dictionary");
    }

    private ByteArrayInputStream in() {
        return new ByteArrayInputStream(text);
    }

    private byte[] decoded() throws IOException {
        try (var decoded = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(response.getContentAsByteArray()))) {
            decoded.setDict(earlier);
            return decoded.readAllBytes();
        }
    }

    private static String field(byte[] dictionary) {
        return ":" + Base64.getEncoder().encodeToString(sha256(dictionary)) + ":";
    }

    private static byte[] sha256(byte[] content) {
        return Digests.sha256().digest(content);
    }

    /** Lines of a manifest, of which every hundredth depends on the version. */
    private static byte[] lines(int count, int version) {
        var text = new StringBuilder();
        var digest = new byte[32];
        for (int i = 0; i < count; i++) {
            new Random(i % 100 == 0 ? i + version : i).nextBytes(digest);
            text.append("files/d").append(i / 100).append("/file-").append(i).append(".dat;0;644;");
            text.append(HexFormat.of().formatHex(digest)).append(";1000;1000;\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
