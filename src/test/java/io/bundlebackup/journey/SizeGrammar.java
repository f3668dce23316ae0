package io.bundlebackup.journey;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** What reports of sizes have to be: each bundle once a scan, the one being scanned not yet, the last report without one. */
final class SizeGrammar {
    private final Set<String> reported = new HashSet<>();

    void read(JsonNode event, Consumer<String> wrong) {
        var data = event.path("data");
        var scanning = data.path("scanning").asString("?");
        if (!data.propertyNames().equals(Set.of("scaned", "scanning"))) {
            wrong.accept("a report has scaned and scanning");
        }
        for (var size : data.path("scaned")) {
            var name = size.path("bundleName").asString("");
            if (!size.path("name").asString("").equals(name)) {
                wrong.accept("name repeats bundleName");
            }
            if (!reported.add(name)) {
                wrong.accept(name + " is reported once");
            }
            var whole = size.path("dataSize").asLong(-2);
            var increment = size.path("incDataSize").asLong(-2);
            if (whole < -1 || increment < -1 || increment > whole) {
                wrong.accept("an increment is no larger than the whole, and −1 is not known");
            }
        }
        if (reported.contains(scanning)) {
            wrong.accept("what is being scanned was not reported");
        }
        if (scanning.isEmpty()) {
            reported.clear();
        }
    }
}
