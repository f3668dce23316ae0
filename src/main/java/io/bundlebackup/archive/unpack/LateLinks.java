package io.bundlebackup.archive.unpack;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hard links of one part whose content the part has under a name that the manifest does not list for it. */
final class LateLinks {
    private static final long MOST_BYTES = 32 << 20;
    private static final long EACH = 256;

    private final String fileName;
    private final Map<RawPath, List<RawPath>> byTarget = new LinkedHashMap<>();
    private long bytes;

    LateLinks(String fileName) {
        this.fileName = fileName;
    }

    void add(RawPath target, Entry line) throws InvalidUploadException {
        bytes += EACH + target.length() + line.path().length();
        if (bytes > MOST_BYTES) {
            throw new InvalidUploadException(
                    fileName, line.path(), "is one of too many hard links to files that the manifest does not list");
        }
        byTarget.computeIfAbsent(target, any -> new ArrayList<>()).add(line.path());
    }

    boolean isEmpty() {
        return byTarget.isEmpty();
    }

    List<RawPath> remove(RawPath target) {
        var paths = byTarget.remove(target);
        return paths == null ? List.of() : paths;
    }

    List<RawPath> rest() {
        return byTarget.values().stream().flatMap(List::stream).toList();
    }
}
