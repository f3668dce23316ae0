package io.bundlebackup.bundle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.bundle.ApplicationReader.Reading;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.posix.FailureReason;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The applications whose data is backed up: found in the bundles directory or declared in the configuration. The set is read again for
 * every operation, so changes of the operator take effect at once. A bundle that cannot be used is listed with its problem, which is logged
 * once; it does not affect other bundles. Thread-safe; every method reads from disk.
 */
@Component
public class Bundles {
    private static final String FACTS = "bundle.json";
    private static final String DATA = "data";
    private static final Reading NOT_READ = Reading.failed("its facts were not read");

    private final BundleSettings settings;
    private final BundleProblemLog notices = new BundleProblemLog();
    private final RestoreMethods methods;
    private final ResolvedDirectories directories = new ResolvedDirectories();
    private final ReentrantLock reading = new ReentrantLock();

    @GuardedBy("this")
    private Round next = new Round();

    @Autowired
    public Bundles(BundleSettings settings, ExchangeSupport ability) {
        this.settings = settings;
        this.methods = new RestoreMethods(ability);
        settings.bundles().forEach(declared -> directories.declare(normal(declared.directory())));
    }

    /** On file systems that can exchange directories. */
    public Bundles(BundleSettings settings) {
        this(settings, (in, moved) -> ExchangeSupport.Result.EXCHANGES);
    }

    /** Every bundle that the caller of this thread reaches, sorted by name; each name once. */
    public List<Bundle> all() {
        Map<String, String> notes = new TreeMap<>();
        List<Bundle> checked = read(name -> true, notes);
        checked.forEach(bundle -> {
            if (bundle.anyProblem() instanceof String problem) {
                notes.put(bundle.name(), problem);
            }
        });
        notices.report(notes);
        var limits = CallerScope.limits();
        return checked.stream().filter(bundle -> limits.reach(bundle.name())).toList();
    }

    /**
     * The bundle of this name, if the caller of this thread reaches it. Of other bundles only the directory is read; to get several bundles, use {@link #all}. Threads that call
     * this at the same time share one reading, because a thousand bundles of a restore may begin at one moment.
     */
    public Optional<Bundle> find(String name) {
        if (!CallerScope.limits().reach(name)) {
            return Optional.empty();
        }
        Round round = joinRound(name);
        reading.lock();
        try {
            if (round.found == null) {
                Set<String> wanted = closeRound(round);
                round.found = read(each -> wanted.contains(each.toString()), new TreeMap<>()).stream()
                        .collect(Collectors.toMap(Bundle::name, Function.identity()));
            }
            return Optional.ofNullable(round.found.get(name));
        } finally {
            reading.unlock();
        }
    }

    /** The refusal of a bundle that does not exist, or that the caller does not reach. */
    public static ProblemException notHere(String name) {
        return new ProblemException(ProblemType.NO_SUCH_BUNDLE, "There is no bundle " + name + " here.");
    }

    /** The names that one reading of the disk looks for; it begins after the last name was added. */
    private static final class Round {
        final Set<String> wanted = new HashSet<>();
        /** Guarded by {@link Bundles#reading}. */
        @Nullable
        Map<String, Bundle> found;
    }

    private synchronized Round joinRound(String name) {
        next.wanted.add(name);
        return next;
    }

    /** From now on other threads join another round. */
    private synchronized Set<String> closeRound(Round round) {
        if (next == round) {
            next = new Round();
        }
        return round.wanted;
    }

    /** All bundles; the bundles that are not wanted have no application. */
    private List<Bundle> read(Predicate<BundleName> wanted, Map<String, String> notes) {
        Map<BundleName, Bundle> bundles = new TreeMap<>();
        for (DeclaredBundle declared : settings.bundles()) {
            BundleName name = BundleName.parse(declared.name()).orElseThrow();
            Reading reading = wanted.test(name) ? ApplicationReader.read(name, declared) : NOT_READ;
            add(bundle(name, declared.directory(), reading, ResolvedDirectories.Declaration.CONFIGURATION), bundles);
        }
        for (Path directory : subDirectories(notes)) {
            String own = String.valueOf(directory.getFileName());
            Optional<BundleName> name = BundleName.ofDirectory(own);
            if (name.isPresent()) {
                Path facts = directory.resolve(FACTS);
                Reading reading = wanted.test(name.get()) ? facts(name.get(), facts) : NOT_READ;
                add(
                        bundle(name.get(), directory.resolve(DATA), reading, ResolvedDirectories.Declaration.by(facts)),
                        bundles);
            } else {
                notes.put("directory " + own, "ignored, because its name is not a valid bundle name");
            }
        }
        return new BundleOverlaps(bundles.values(), settings.dataDirectory(), methods).checked();
    }

    /** The data directory of a bundle. Reads no facts: for callers that know already that the bundle can be used. */
    public Optional<Path> directory(String name) {
        var declared = settings.bundles().stream()
                .filter(bundle -> bundle.name().equals(name))
                .map(DeclaredBundle::directory)
                .findFirst();
        return declared.or(() -> BundleName.parse(name)
                        .map(parsed -> settings.bundlesDirectory()
                                .resolve(parsed.directoryName())
                                .resolve(DATA)))
                .map(directory -> directories.at(normal(directory)));
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static void add(Bundle bundle, Map<BundleName, Bundle> bundles) {
        bundles.merge(
                bundle.bundleName(),
                bundle,
                (first, second) -> first.withProblem("there is more than one bundle of this name, declared or found"));
    }

    private Bundle bundle(
            BundleName name, Path directory, Reading reading, ResolvedDirectories.Declaration declaration) {
        Path path = normal(directory);
        String problem = null;
        String backupProblem = null;
        try {
            ResolvedDirectories.Found found = directories.find(path, declaration);
            path = found.path();
            problem = found.moved()
                    ? "a symbolic link now leads its data elsewhere; the data was in "
                            + DirectoryAccess.printable(path)
                            + "; if that is intended, write its bundle.json again, or restart the service"
                    : !Files.isDirectory(path) ? "its data is not a directory" : unreadable(path);
        } catch (NoSuchFileException e) {
            boolean dangles = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            path = dangles ? path : directories.at(path);
            Path parent = path.getParent();
            if (dangles) {
                problem = "its data directory " + DirectoryAccess.printable(path) + " is a symbolic link to nothing";
            } else if (parent != null && Files.isDirectory(parent)) {
                backupProblem = "its data directory " + DirectoryAccess.printable(path)
                        + " does not exist, so it cannot be backed up; a restore creates it";
            } else {
                problem = "its data directory " + DirectoryAccess.printable(path)
                        + " is missing, and so is its parent directory";
            }
        } catch (IOException e) {
            problem = "its data directory " + DirectoryAccess.printable(path) + " cannot be reached: "
                    + DirectoryAccess.describe(e);
        }
        return new Bundle(
                name,
                backupProblem == null ? path : realParent(path),
                reading.application(),
                reading.selection(),
                reading.problem() != null ? reading.problem() : problem,
                backupProblem,
                null,
                RestoreMethod.WHOLE);
    }

    private static @Nullable String unreadable(Path path) {
        return DirectoryAccess.readRefusal(path) instanceof String refusal
                ? "its data directory " + DirectoryAccess.printable(path) + " cannot be read: " + refusal
                : null;
    }

    /** Resolves links except for the last name, which does not exist. */
    private static Path realParent(Path path) {
        try {
            return Objects.requireNonNull(path.getParent()).toRealPath().resolve(path.getFileName());
        } catch (IOException e) {
            return path;
        }
    }

    private static Reading facts(BundleName name, Path file) {
        if (!Files.isRegularFile(file)) {
            return Reading.failed("bundle.json is not a file"); // opening a pipe would block forever
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
            notes.put("bundles-directory", "cannot be read: " + FailureReason.of(e));
        }
        return directories;
    }
}
