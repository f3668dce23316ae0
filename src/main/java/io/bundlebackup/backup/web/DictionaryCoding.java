package io.bundlebackup.backup.web;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.bundlebackup.problem.web.GzipCoding;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Sends a text with {@code Content-Encoding: dcz} (RFC 9842): compressed by zstd with a dictionary, an earlier text that the client has. The
 * manifest of an increment takes a hundredth of what gzip makes of the manifest if the dictionary is the manifest that the increment started
 * from: nearly all lines are the same.
 *
 * <p>Memory: up to six times {@value #MOST_BYTES} bytes, most of them outside of the heap, for one answer at a time; meanwhile other answers do
 * without a dictionary.
 */
final class DictionaryCoding {
    static final String AVAILABLE = "Available-Dictionary";
    static final String CODING = "dcz";

    /** The largest dictionary, about 100,000 entries of a manifest. */
    private static final int MOST_BYTES = 16 << 20;

    /** A client need not be able to decode more than 1.25 times the dictionary (RFC 9842, 5), or 8 MiB. */
    private static final long ANY_CLIENT = 8 << 20;

    /** A frame that every decoder of zstd skips; the digest of the dictionary follows. */
    private static final byte[] MAGIC = {0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0};

    private static final int BUFFER = 1 << 17;
    private static final Semaphore ONE = new Semaphore(1);

    private DictionaryCoding() {}

    /** Finds a text that both sides have. */
    @FunctionalInterface
    interface Texts {
        /** The text with this digest, if it is there and has at most so many bytes. */
        Optional<byte[]> find(byte[] sha256, int mostBytes) throws IOException;
    }

    /**
     * Sends the whole text, after the answer's other header fields are set.
     *
     * @param size of the text, in bytes
     * @param texts finds a text that the client has
     * @return false if nothing was sent, because the client does not have that text, or does not accept the coding
     */
    static boolean send(
            InputStream text, long size, Texts texts, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.addHeader(HttpHeaders.VARY, AVAILABLE);
        var named = named(request);
        if (named == null || !ONE.tryAcquire()) {
            return false;
        }
        try {
            var dictionary = texts.find(named, MOST_BYTES).orElse(null);
            if (dictionary == null || size > Math.max(ANY_CLIENT, dictionary.length + dictionary.length / 4)) {
                return false;
            }
            response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            response.setHeader(HttpHeaders.CONTENT_ENCODING, CODING);
            var out = response.getOutputStream();
            out.write(MAGIC);
            out.write(named);
            compress(text, size, dictionary, out);
            return true;
        } finally {
            ONE.release();
        }
    }

    /** The SHA-256 of the dictionary that the client has: a byte sequence of RFC 9651. Null if there is none, or it cannot be used. */
    private static byte @Nullable [] named(HttpServletRequest request) {
        var field = request.getHeader(AVAILABLE);
        if (field == null || !GzipCoding.isAccepted(CODING, request)) {
            return null;
        }
        var text = field.strip();
        if (text.length() < 2 || !text.startsWith(":") || !text.endsWith(":")) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(text.substring(1, text.length() - 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void compress(InputStream text, long size, byte[] dictionary, OutputStream to) throws IOException {
        var in = ByteBuffer.allocateDirect(BUFFER);
        var out = ByteBuffer.allocateDirect(BUFFER);
        var source = Channels.newChannel(text);
        var target = Channels.newChannel(to);
        try (var zstd = new ZstdCompressCtx()) {
            zstd.setLevel(1);
            zstd.setChecksum(true);
            // Level 1 would remember a few thousand places of the dictionary, and find next to nothing.
            zstd.setHashLog(bits(dictionary.length) - 2);
            zstd.setWindowLog(bits(Math.max(size, ANY_CLIENT)));
            zstd.loadDict(dictionary);
            zstd.setPledgedSrcSize(size);
            while (source.read(in) >= 0) {
                in.flip();
                while (in.hasRemaining()) {
                    zstd.compressDirectByteBufferStream(out, in, EndDirective.CONTINUE);
                    drain(out, target);
                }
                in.clear();
            }
            in.flip();
            boolean complete = false;
            while (!complete) {
                complete = zstd.compressDirectByteBufferStream(out, in, EndDirective.END);
                drain(out, target);
            }
        }
    }

    private static void drain(ByteBuffer out, WritableByteChannel target) throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            target.write(out);
        }
        out.clear();
    }

    /** The base-2 logarithm, rounded up; at least 19, so that all parameters of zstd are in their ranges. */
    private static int bits(long number) {
        return Math.max(19, Long.SIZE - Long.numberOfLeadingZeros(number - 1));
    }
}
