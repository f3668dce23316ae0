package io.bundlebackup.bundle.selection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** Converts paths to the bytes of their names, which {@link Path#toString} loses if they are not UTF-8. */
public final class RawPaths {
    /** The bytes of a relative path, its names joined by {@code /}. */
    public static byte[] bytes(Path path) {
        String text = path.toString();
        return text.indexOf('\uFFFD') < 0 ? text.getBytes(StandardCharsets.UTF_8) : escaped(path);
    }

    /** A URI is the one form in which {@code Path} gives its bytes away; it is slow, so only for names that need it. */
    private static byte[] escaped(Path path) {
        String uri = Path.of("/").resolve(path).toUri().getRawPath();
        String relative = uri.substring(1, uri.endsWith("/") ? uri.length() - 1 : uri.length());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < relative.length(); i++) {
            if (relative.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(relative, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(relative.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private RawPaths() {}
}
