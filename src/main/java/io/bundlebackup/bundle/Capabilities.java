package io.bundlebackup.bundle;

import io.bundlebackup.bundle.BundleSizes.Increment;
import io.bundlebackup.bundle.BundleSizes.Measurement;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Creates capability files. A bundle without readable facts is in none of them; a bundle that may not be backed up is listed with
 * {@code allToBackup} false. Thread-safe.
 */
@Component
public class Capabilities {
    /** The version of the backup framework that OpenHarmony documents. */
    public static final String BACKUP_VERSION = "16.0";

    private static final String DEVICE_TYPE = "default";

    private final Bundles bundles;
    private final BundleSizes sizes;

    public Capabilities(Bundles bundles, BundleSizes sizes) {
        this.bundles = bundles;
        this.sizes = sizes;
    }

    /**
     * Real sizes, at most {@link BundleSizes#FRESH} old: walks the trees that were not measured lately.
     *
     * @param names whose capabilities; none means those of all bundles
     * @throws ProblemException {@code no-such-bundle} if none of the names is of a bundle that can be described, {@code
     *     invalid-argument} for one given twice
     */
    public CapabilityFile measured(Collection<String> names) {
        List<Bundle> wanted = names.isEmpty() ? describable() : named(names);
        return file(
                wanted,
                bundle -> CapabilityFile.Entry.of(
                        bundle, sizes.measure(bundle).map(Measurement::bytes).orElse(0L), null));
    }

    /**
     * Real sizes, measured now, and of what changed since.
     *
     * @param since epoch seconds by name; 0 means everything
     * @throws ProblemException {@code no-such-bundle} if none of the names is of a bundle that can be described, {@code
     *     invalid-argument} when there is no name
     */
    public CapabilityFile increments(Map<String, Long> since) {
        if (since.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_ARGUMENT, "The list names no bundle.");
        }
        return file(named(since.keySet()), bundle -> {
            Optional<Increment> increment = sizes.measureSince(bundle, since.getOrDefault(bundle.name(), 0L));
            return CapabilityFile.Entry.of(
                    bundle,
                    increment.map(measured -> measured.whole().bytes()).orElse(0L),
                    increment.map(Increment::bytes).orElse(0L));
        });
    }

    /** Of all bundles that may be backed up; sizes as far as known without a scan, else 0. */
    public CapabilityFile known() {
        return known(bundles.all().stream().filter(Bundle::allToBackup).toList());
    }

    /** Of the bundles of these names that are here, as far as they can be described; sizes as far as known without a scan, else 0. */
    public CapabilityFile knownOf(Set<String> names) {
        return known(bundles.all().stream()
                .filter(bundle -> names.contains(bundle.name()))
                .toList());
    }

    /** Of these bundles, as far as they can be described; sizes as far as known without a scan, else 0. */
    public CapabilityFile known(Collection<Bundle> of) {
        List<Bundle> described =
                of.stream().filter(bundle -> bundle.application() != null).toList();
        return file(
                described,
                bundle -> CapabilityFile.Entry.of(
                        bundle, sizes.known(bundle).map(Measurement::bytes).orElse(0L), null));
    }

    private List<Bundle> describable() {
        return bundles.all().stream()
                .filter(bundle -> bundle.application() != null)
                .toList();
    }

    /** The bundles of these names that can be described: one that cannot is left out and voids no other. */
    private List<Bundle> named(Collection<String> names) {
        Map<String, Bundle> present = bundles.all().stream()
                .collect(Collectors.toMap(Bundle::name, Function.identity(), (a, _) -> a, LinkedHashMap::new));
        Set<String> distinct = new HashSet<>();
        List<Bundle> wanted = new ArrayList<>();
        for (String name : names) {
            if (!distinct.add(name)) {
                throw new ProblemException(ProblemType.INVALID_ARGUMENT, "The bundle " + name + " is named twice.");
            }
            Bundle bundle = present.get(name);
            if (bundle != null && bundle.application() != null) {
                wanted.add(bundle);
            }
        }
        if (wanted.isEmpty()) {
            throw new ProblemException(
                    ProblemType.NO_SUCH_BUNDLE,
                    "None of the named bundles exists here with readable facts: " + String.join(", ", distinct) + ".");
        }
        return wanted;
    }

    private static CapabilityFile file(List<Bundle> of, Function<Bundle, CapabilityFile.Entry> entry) {
        String system = System.getProperty("os.name") + "-" + System.getProperty("os.version");
        return new CapabilityFile(BACKUP_VERSION, of.stream().map(entry).toList(), DEVICE_TYPE, system);
    }
}
