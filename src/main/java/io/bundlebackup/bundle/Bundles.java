package io.bundlebackup.bundle;

import io.bundlebackup.bundle.ApplicationReader.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * The applications whose data is backed up: found in the bundles directory or declared in the configuration. The set is read anew for every
 * operation, so that what the operator changes counts at once. A bundle that cannot be used is listed with its problem and named in
 * the log, once for each change; it hides no other. Thread-safe; every method reads from disk.
 */
@Component
public class Bundles {
    private static final String FACTS = "bundle.json";
    private static final String DATA = "data";

    private final BundleSettings settings;
    private final BundleNotices notices = new BundleNotices();

    public Bundles(BundleSettings settings) {
        this.settings = settings;
    }

    /** Every bundle, sorted by name; each name once. */
    public List<Bundle> all() {
        Map<String, String> notes = new TreeMap<>();
        Map<BundleName, Bundle> bundles = new TreeMap<>();
        for (DeclaredBundle declared : settings.bundles()) {
            add(declared(declared), bundles);
        }
        for (Path directory : subDirectories(notes)) {
            String own = String.valueOf(directory.getFileName());
            Optional<BundleName> name = BundleName.ofDirectory(own);
            if (name.isPresent()) {
                add(found(name.get(), directory), bundles);
            } else {
                notes.put("directory " + own, "left out, because its name is no name of a bundle");
            }
        }
        List<Bundle> placed = new BundlePlaces(bundles.values(), settings.dataDirectory()).placed();
        placed.forEach(bundle -> {
            if (bundle.anyProblem() instanceof String problem) {
                notes.put(bundle.name(), problem);
            }
        });
        notices.tell(notes);
        return placed;
    }

    /** The bundle that has this name on the wire. */
    public Optional<Bundle> find(String name) {
        return all().stream().filter(bundle -> bundle.name().equals(name)).findFirst();
    }

    /** Where the data of the bundle of this name should lie. Reads no facts: for those who know already that it can be used. */
    public Optional<Path> directory(String name) {
        var declared = settings.bundles().stream()
                .filter(bundle -> bundle.name().equals(name))
                .map(DeclaredBundle::directory)
                .findFirst();
        return declared.or(() -> BundleName.parse(name)
                .map(parsed -> settings.bundlesDirectory()
                        .resolve(parsed.directoryName())
                        .resolve(DATA)));
    }

    private static void add(Bundle bundle, Map<BundleName, Bundle> bundles) {
        bundles.merge(
                bundle.bundleName(),
                bundle,
                (first, second) -> first.withProblem(
                        "there is more than one bundle of this name: each is declared once or found once"));
    }

    private static Bundle declared(DeclaredBundle declared) {
        BundleName name = BundleName.parse(declared.name()).orElseThrow();
        return bundle(name, declared.directory(), ApplicationReader.read(name, declared));
    }

    private static Bundle found(BundleName name, Path directory) {
        return bundle(name, directory.resolve(DATA), facts(name, directory.resolve(FACTS)));
    }

    private static Bundle bundle(BundleName name, Path directory, Reading reading) {
        String problem = reading.problem();
        Path place = directory.toAbsolutePath().normalize();
        try {
            place = directory.toRealPath();
            if (!Files.isDirectory(place) && problem == null) {
                problem = "its data is not a directory";
            }
        } catch (IOException e) {
            if (problem == null) {
                problem = "its data directory is missing or cannot be reached";
            }
        }
        return new Bundle(name, place, reading.application(), reading.selection(), problem, null);
    }

    private static Reading facts(BundleName name, Path file) {
        if (!Files.isRegularFile(file)) {
            return Reading.failed("bundle.json is not a file"); // opening a pipe would wait for ever
        }
        try (InputStream in = Files.newInputStream(file)) {
            return ApplicationReader.read(name, in.readNBytes(ApplicationReader.MAX_SIZE + 1));
        } catch (AccessDeniedException _) {
            return Reading.failed("bundle.json cannot be read: permission denied");
        } catch (IOException _) {
            return Reading.failed("bundle.json cannot be read");
        }
    }

    /** The directories with a {@code bundle.json}; when they cannot be listed, a note says so and the declared bundles remain. */
    private List<Path> subDirectories(Map<String, String> notes) {
        List<Path> directories = new ArrayList<>();
        Path root = settings.bundlesDirectory();
        if (!Files.isDirectory(root)) {
            notes.put("bundles-directory", "does not exist");
            return directories;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry) && Files.exists(entry.resolve(FACTS))) {
                    directories.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            notes.put("bundles-directory", "cannot be read: " + e.getClass().getSimpleName());
        }
        return directories;
    }
}
