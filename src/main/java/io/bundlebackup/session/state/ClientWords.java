package io.bundlebackup.session.state;

import org.jspecify.annotations.Nullable;

/**
 * What a client gave for the application when it appended a bundle; a JSON body bounds it. Kept in the database until the bundle ends,
 * and read when a command of the application runs.
 *
 * @param parameters OpenHarmony's {@code BackupParams.parameters}
 * @param info OpenHarmony's {@code infos[i]} as JSON text
 */
public record ClientWords(
        @Nullable String parameters, @Nullable String info) {
    /** The client gave nothing. */
    public static final ClientWords NONE = new ClientWords(null, null);

    /** Characters in all. */
    public int length() {
        return length(parameters) + length(info);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
