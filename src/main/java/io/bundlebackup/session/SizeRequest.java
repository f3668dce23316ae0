package io.bundlebackup.session;

import java.util.List;

/**
 * What a client wants to know the sizes of.
 *
 * @param precise whether the trees are to be walked, or what is known will do
 * @param bundles in the order in which they are scanned; not empty, none twice
 */
public record SizeRequest(boolean precise, List<Asked> bundles) {
    /**
     * @param bundleName any name; there need be no such bundle
     * @param lastIncrementalTime epoch seconds, 0 for everything
     */
    public record Asked(String bundleName, long lastIncrementalTime) {}
}
