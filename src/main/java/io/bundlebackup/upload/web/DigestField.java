package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.upload.receive.ExpectedDigests;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.Collections;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code Repr-Digest} and {@code Content-Digest} (RFC 9530): SHA-256 and SHA-512; other algorithms are ignored. */
final class DigestField {
    private static final Pattern MEMBER = Pattern.compile("([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):\\s*(?:;.*)?");
    private static final int BYTES_256 = 32;
    private static final int BYTES_512 = 64;

    private DigestField() {}

    static ExpectedDigests of(HttpServletRequest request, String header) {
        byte[] sha256 = null;
        byte[] sha512 = null;
        for (var line : Collections.list(request.getHeaders(header))) {
            for (var member : line.split(",")) {
                var text = member.strip();
                if (text.toLowerCase(Locale.ROOT).startsWith("sha-256=")) {
                    sha256 = value(header, text, BYTES_256);
                } else if (text.toLowerCase(Locale.ROOT).startsWith("sha-512=")) {
                    sha512 = value(header, text, BYTES_512);
                }
            }
        }
        return new ExpectedDigests(sha256, sha512);
    }

    /** A malformed digest is refused, because its sender expects a check. */
    private static byte[] value(String header, String text, int length) {
        var parsed = MEMBER.matcher(text);
        byte @Nullable [] bytes = parsed.matches() ? decoded(parsed.group(2)) : null;
        if (bytes == null || bytes.length != length) {
            throw ProblemException.invalidHeader(header, "must be like sha-256=:<base64>:");
        }
        return bytes;
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
