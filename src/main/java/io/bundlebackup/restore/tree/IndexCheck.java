package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.unpack.InvalidUploadException;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.Uploads;
import io.bundlebackup.upload.store.UploadName;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks an uploaded index. A restore does not need an index, but it has to agree with the other uploads: it is a JSON array of objects,
 * each with the {@code fileName} of a delivered file and the {@code sha256} of that upload (`docs/semantics.md`). Read as a stream.
 */
final class IndexCheck {
    private static final JsonMapper JSON = JsonMapper.shared();

    private IndexCheck() {}

    static void requireAgreement(Uploads uploads, BundleId bundle, String index) throws IOException {
        var stored = uploads.stored(bundle, index);
        if (stored.isEmpty() || stored.get().size() == 0) {
            return;
        }
        try (var in = new BufferedInputStream(Files.newInputStream(stored.get().file()));
                var json = JSON.createParser(in)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw invalid(index, "is not a JSON array");
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                compare(read(json), uploads, bundle, index);
            }
            if (json.currentToken() != JsonToken.END_ARRAY || json.nextToken() != null) {
                throw invalid(index, "is not an array of objects");
            }
        } catch (JacksonException e) {
            throw invalid(index, "is not valid JSON");
        }
    }

    private record Line(@Nullable String fileName, @Nullable String sha256) {}

    /** Reads the two members that are checked. */
    private static Line read(JsonParser json) {
        @Nullable String fileName = null;
        @Nullable String sha256 = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var member = json.currentName();
            json.nextToken();
            if (json.currentToken() == JsonToken.VALUE_STRING && "fileName".equals(member)) {
                fileName = json.getString();
            } else if (json.currentToken() == JsonToken.VALUE_STRING && "sha256".equals(member)) {
                sha256 = json.getString();
            } else {
                json.skipChildren();
            }
        }
        return new Line(fileName, sha256);
    }

    private static void compare(Line line, Uploads uploads, BundleId bundle, String index) throws IOException {
        if (line.fileName == null) {
            throw invalid(index, "has an object without a fileName");
        }
        try {
            var name = new UploadName("", bundle, line.fileName);
            var upload = uploads.stored(bundle, name.uri());
            if (upload.isPresent()
                    && line.sha256 != null
                    && !uploads.sha256(bundle, upload.get()).equals(line.sha256)) {
                throw invalid(index, "says of " + line.fileName + " another SHA-256 than what was uploaded has");
            }
        } catch (ProblemException e) {
            throw invalid(index, "contains an invalid file name: " + e.detail());
        }
    }

    private static InvalidUploadException invalid(String index, String reason) {
        return new InvalidUploadException(index, "The index " + index + " " + reason);
    }
}
