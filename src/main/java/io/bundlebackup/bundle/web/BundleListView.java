package io.bundlebackup.bundle.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "BundleList")
record BundleListView(
        List<BundleView> bundles,

        @Schema(description = "The value of `after` for the next page; absent on the last page") @Nullable
        String next) {
    /**
     * @param all sorted by name
     * @param after the cursor: the last name of the previous page, so that bundles that come or go between two pages shift nothing
     */
    static BundleListView of(List<Bundle> all, int limit, @Nullable String after, Function<Bundle, BundleView> view) {
        String last = after == null ? "" : name(after);
        List<Bundle> rest =
                all.stream().filter(bundle -> bundle.name().compareTo(last) > 0).toList();
        List<Bundle> page = rest.subList(0, Math.min(limit, rest.size()));
        String next = page.size() < rest.size() ? cursor(page.getLast().name()) : null;
        return new BundleListView(page.stream().map(view).toList(), next);
    }

    private static String cursor(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.US_ASCII));
    }

    private static String name(String cursor) {
        try {
            return RequestedName.check(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException | ProblemException e) {
            throw ProblemException.invalidParameter("after", "is not a cursor of this list");
        }
    }
}
