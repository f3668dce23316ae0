package io.bundlebackup.session.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The bundles that a size scan has not reported yet, as the database keeps them: a line each, name and time, in order. */
final class SizeQueryText {
    private SizeQueryText() {}

    static String of(Map<String, Long> remaining) {
        // No name of a bundle has a space in it.
        return remaining.entrySet().stream()
                .map(asked -> asked.getKey() + " " + asked.getValue())
                .collect(Collectors.joining("\n"));
    }

    static Map<String, Long> read(String text) {
        var remaining = new LinkedHashMap<String, Long>();
        text.lines().forEach(line -> {
            var space = line.indexOf(' ');
            remaining.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
        });
        return remaining;
    }
}
