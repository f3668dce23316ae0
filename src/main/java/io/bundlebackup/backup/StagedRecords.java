package io.bundlebackup.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the small JSON records that a backup leaves for a start after a kill. Without state. */
final class StagedRecords {
    private static final JsonMapper JSON = JsonMapper.shared();

    private StagedRecords() {}

    /**
     * Reads a file with one record.
     *
     * @throws java.nio.file.NoSuchFileException if there is no file
     * @throws IOException if the file cannot be read, or is damaged
     */
    static <T extends Record> T read(Path file, Class<T> type) throws IOException {
        return parse(Files.readString(file), type);
    }

    /** @throws IOException if the record is damaged */
    static <T extends Record> T parse(String json, Class<T> type) throws IOException {
        try {
            var found = JSON.readValue(json, type);
            if (found == null || !isComplete(found, type)) {
                throw new IOException("a record of an unfinished backup is incomplete");
            }
            return found;
        } catch (JacksonException | ReflectiveOperationException e) {
            throw new IOException("a record of an unfinished backup is damaged", e);
        }
    }

    /** Jackson takes null, and nothing, for every member that is no number. */
    private static boolean isComplete(Record record, Class<?> type) throws ReflectiveOperationException {
        for (var component : type.getRecordComponents()) {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class) && accessor.invoke(record) == null) {
                return false;
            }
        }
        return true;
    }
}
