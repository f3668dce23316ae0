package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.bundlebackup.BundleBackup;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.SizeScan;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.session.GatedScan;
import io.bundlebackup.session.run.Clocks;
import io.bundlebackup.session.store.OneConnection;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.vault.run.SnapshotMaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole product on a port of its own, with directories of its own; {@link #restart} starts it again on them, which {@code
 * SpringBootTest} cannot. Knows callers of every kind.
 */
public final class RunningService implements AutoCloseable {
    public static final String ALICE = "token-of-alice";
    public static final String BOB = "token-of-bob";
    /** Reaches the bundles {@code com.carol.*} alone, and may only back up. */
    public static final String CAROL = "token-of-carol";
    /** Has ended. */
    public static final String EXPIRED = "token-of-eve";
    /** Has no authority. */
    public static final String POWERLESS = "token-of-paul";
    /** Has the authority backup alone. */
    public static final String NO_SYSTEM = "token-of-nina";
    /** Has every authority but vault-admin. */
    public static final String NO_ADMIN = "token-of-norma";

    private static final AtomicInteger BUNDLES = new AtomicInteger();

    private final GatedScan scans = new GatedScan();
    private final GatedWork works = new GatedWork();
    private final ScriptedSnapshots snapshots = new ScriptedSnapshots();
    private final OneConnection oneConnection = new OneConnection();
    private final Path home;
    private final List<String> settings;
    private final @Nullable Clocks clocks;
    private @Nullable ConfigurableApplicationContext context;

    private RunningService(Path home, List<String> settings, @Nullable Clocks clocks) {
        this.home = home;
        this.settings = settings;
        this.clocks = clocks;
    }

    /** Starts with settings such as {@code backup.scheduler.slots=1}. */
    public static RunningService start(List<String> settings) {
        return start(settings, null);
    }

    /** As {@link #start(List)}, with these clocks; with those of the machine if null. */
    public static RunningService start(List<String> settings, @Nullable Clocks clocks) {
        try {
            var service = new RunningService(Files.createTempDirectory("service"), settings, clocks);
            Files.createDirectory(service.home.resolve("bundles"));
            service.restart();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops, if it runs, and starts again with the same directories; the port is another one. */
    public void restart() {
        stop();
        startOn(0);
    }

    /** Starts again after {@link #stop} on this port, for clients that come back by themselves; 0 for any port. */
    public void startOn(int port) {
        var arguments = new ArrayList<>(List.of(
                "--spring.config.location=classpath:/,file:" + home + "/",
                "--server.port=" + port,
                "--spring.main.register-shutdown-hook=false",
                "--backup.data-directory=" + data(),
                "--backup.bundles-directory=" + home.resolve("bundles")));
        write(List.of());
        settings.forEach(setting -> arguments.add("--" + setting));
        context = new SpringApplicationBuilder(BundleBackup.class)
                .initializers(made -> addTestBeans(made.getBeanFactory()))
                .run(arguments.toArray(String[]::new));
    }

    private void addTestBeans(ConfigurableListableBeanFactory beans) {
        if (clocks != null) {
            beans.registerSingleton("clock", clocks.wall());
            beans.registerSingleton("clocks", clocks);
        }
        beans.addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return switch (bean) {
                    case SizeScan real -> scans.before(real);
                    case BundleWork real -> works.before(real);
                    case SnapshotMaker real -> snapshots.before(real);
                    case HikariDataSource pool -> oneConnection.of(pool);
                    default -> bean;
                };
            }
        });
    }

    /** Writes the configuration with the callers anew, and these lines for more callers; a running service reads it within seconds. */
    public void write(List<String> more) {
        var lines = new ArrayList<>(List.of("backup.security.tokens:"));
        lines.add(caller("alice", ALICE, "backup, system, vault, vault-admin"));
        lines.add(caller("bob", BOB, "backup, system"));
        lines.add(caller("carol", CAROL, "backup, system, vault, vault-admin"));
        lines.add("    bundles: [com.carol.*]");
        lines.add("    session-types: [backup, incrementalBackup]");
        lines.add(caller("eve", EXPIRED, "backup, system, vault, vault-admin"));
        lines.add("    expires: 2020-01-01T00:00:00Z");
        lines.add(caller("paul", POWERLESS, ""));
        lines.add(caller("nina", NO_SYSTEM, "backup"));
        lines.add(caller("norma", NO_ADMIN, "backup, system, vault"));
        lines.addAll(more);
        try {
            var file = Files.createTempFile(home, "application", ".new");
            Files.write(file, lines);
            Files.move(file, home.resolve("application.yml"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a caller in the configuration. */
    public static String caller(String name, String token, String authorities) {
        return "  - name: " + name + "\n    sha256: \"" + sha256(token.getBytes(StandardCharsets.UTF_8))
                + "\"\n    authorities: [" + authorities + "]";
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    public void stop() {
        if (context != null) {
            context.close();
            context = null;
            oneConnection.requireKept();
        }
    }

    /** A part of the running service. */
    public <T> T part(Class<T> type) {
        return Objects.requireNonNull(context).getBean(type);
    }

    /** Stands before the service's measuring of trees, and can hold it. */
    public GatedScan scans() {
        return scans;
    }

    /** Stands before the service's work on bundles, and can hold it. */
    public GatedWork works() {
        return works;
    }

    /** Stands before the service's making of snapshots. */
    public ScriptedSnapshots snapshots() {
        return snapshots;
    }

    public int port() {
        if (context == null) {
            throw new IllegalStateException("the service does not run");
        }
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public Path data() {
        return home.resolve("data");
    }

    public Client client(String token) {
        return new Client(port(), token);
    }

    /** Makes a bundle of this tree under a name that no other has; returns the name. */
    public String bundle(SourceTree.Node... tree) {
        var name = "com.example.b" + BUNDLES.incrementAndGet();
        bundleNamed(name, Trees.FACTS, tree);
        return name;
    }

    public void bundleNamed(String name, String facts, SourceTree.Node... tree) {
        try {
            SourceTree.tree(tree).plant(Trees.bundle(home.resolve("bundles"), name.replace(':', '+'), facts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a bundle's application keeps its data. */
    public Path source(String bundle) {
        return home.resolve("bundles").resolve(bundle.replace(':', '+')).resolve("data");
    }

    /** Waits until nothing is staged for a session: that is removed when the end of a bundle is recorded. */
    public void awaitNothingStaged(String sessionId) {
        await().untilAsserted(() -> assertThat(staged(sessionId)).isEmpty());
    }

    /** The files that are staged for a session. */
    public List<Path> staged(String sessionId) {
        var staging = data().resolve("staging");
        try (Stream<Path> directories = Files.list(staging)) {
            var found = new ArrayList<Path>();
            for (var directory : directories
                    .filter(path -> path.getFileName().toString().startsWith(sessionId))
                    .toList()) {
                try (Stream<Path> below = Files.walk(directory)) {
                    below.filter(Files::isRegularFile).forEach(found::add);
                }
            }
            return found;
        } catch (NoSuchFileException | UncheckedIOException removedMeanwhile) {
            return staged(sessionId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The uploads that are kept for a session, and what of any session is put aside and has not been removed yet. */
    public List<Path> uploaded(String sessionId) {
        var uploads = data().resolve("uploads");
        var found = new ArrayList<>(filesBelow(uploads.resolve(sessionId)));
        Restored.names(uploads).stream()
                .filter(name -> name.startsWith(".gone-"))
                .forEach(name -> found.addAll(filesBelow(uploads.resolve(name))));
        return found;
    }

    /** Regular files, whatever is removed meanwhile. */
    public static List<Path> filesBelow(Path directory) {
        try (Stream<Path> below = Files.walk(directory)) {
            return below.filter(Files::isRegularFile).toList();
        } catch (NoSuchFileException | UncheckedIOException removedMeanwhile) {
            return Files.exists(directory) ? filesBelow(directory) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of what the service keeps beside a bundle's data: earlier states, and what is being made or removed. */
    public List<String> beside(String bundle) {
        var name = bundle.replace(':', '+');
        return Restored.names(home.resolve("bundles")
                .resolve(name)
                .resolve(Bundle.WORK_DIRECTORY)
                .resolve(name));
    }

    /** What is beside the data of any bundle and is no earlier state. */
    List<String> leftBeside() {
        return Restored.names(home.resolve("bundles")).stream()
                .flatMap(bundle -> beside(bundle).stream())
                .filter(name -> !name.startsWith("previous-"))
                .toList();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        // Trees of tests hold paths that are too long for Java to remove.
        new ProcessBuilder("rm", "-rf", home.toString()).start().waitFor();
    }
}
