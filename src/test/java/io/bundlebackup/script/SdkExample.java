package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.LeanService;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A directory {@code http-examples/sdk-…}, copied as by a user, and its programs. */
final class SdkExample {
    static final String BUNDLE = "com.example.notes";

    /** Bytes that a connection carries until it breaks: less than a part. */
    private static final long LIMIT = 200_000;

    private static final long LIMIT_OF_EVENTS = 3_000;

    private static final String[] SMALL_PARTS = {
        LeanService.STARTS_SOON[0],
        LeanService.STARTS_SOON[1],
        "-Dbackup.pack.part-size=250KB",
        "-Dbackup.pack.big-file-size=600KB"
    };
    private static final Pattern EVENT = Pattern.compile("(?m)^(\\d+) (on\\w+)");

    private final Path directory;
    private final String program;

    private SdkExample(Path directory, String program) {
        this.directory = directory;
        this.program = program;
    }

    /**
     * Copies the directory and the document that its client is generated from.
     *
     * @param program the line that starts a program, with {@code %s} for its name
     */
    static SdkExample copy(String name, Path home, String program) throws IOException {
        var source = Path.of("http-examples", name);
        var directory = home.resolve(source);
        try (Stream<Path> files = Files.walk(source)) {
            for (var file : (Iterable<Path>) files.filter(SdkExample::isKept)::iterator) {
                Files.createDirectories(home.resolve(file).getParent());
                Files.copy(file, home.resolve(file));
            }
        }
        Files.createDirectories(home.resolve("docs"));
        Files.copy(Path.of("docs/openapi.json"), home.resolve("docs/openapi.json"));
        var maven = new StringBuilder("-ntp\n");
        var repository = System.getProperty("maven.repository", "");
        maven.append(repository.isEmpty() ? "" : "-Dmaven.repo.local=" + repository + "\n");
        Files.createDirectories(directory.resolve(".mvn"));
        Files.writeString(directory.resolve(".mvn/maven.config"), maven);
        return new SdkExample(directory, program);
    }

    /** Whether a file belongs to the example, and is not what somebody built there. */
    private static boolean isKept(Path file) {
        return Files.isRegularFile(file) && !file.toString().matches(".*/(node_modules|generated|dist|target)/.*");
    }

    /** Whether these commands can be run here. */
    static boolean areInstalled(String... commands) {
        var path = System.getenv("PATH").split(":");
        return Stream.of(commands)
                .allMatch(command -> Stream.of(path).anyMatch(each -> Files.isExecutable(Path.of(each, command))));
    }

    /** Runs what the README says, in the directory. */
    void build(String line) {
        var environment = Map.of(
                "JAVA_HOME", System.getProperty("java.home"), "MAVEN_HOME", System.getProperty("maven.home", ""));
        var end = BackupScript.startLine(
                        directory, environment, 0, "PATH=$JAVA_HOME/bin:${MAVEN_HOME:+$MAVEN_HOME/bin:}$PATH; " + line)
                .await(280);
        assertThat(end.status()).as(end.output()).isZero();
    }

    static LeanService start(Path home) throws IOException {
        return LeanService.start(Files.createDirectories(home.resolve("service")), "256m", SMALL_PARTS);
    }

    /** What a program prints that is to end well. */
    String run(int port, String name, String arguments) {
        var line = String.format(program, name) + " " + arguments;
        var end = BackupScript.startLine(directory, Map.of("JAVA_HOME", System.getProperty("java.home")), port, line)
                .await();
        assertThat(end.status()).as(line + "\n" + end.output()).isZero();
        return end.output();
    }

    /**
     * A backup, an increment and a restore, through connections that break before any part is through. In between {@code backup.sh} adds
     * an increment too, and checks the folder.
     *
     * @param programs the names of the three
     */
    void assertBacksUpAndRestores(List<String> programs, LeanService service, Path out) throws Exception {
        var data = service.bundle(BUNDLE);
        var files = IntStream.range(0, 10).mapToObj(i -> file("f" + i, 300_000)).toArray(SourceTree.Node[]::new);
        tree(dir("files", files), file("big.bin", 1_000_000), file("empty", ""), file("note", "first"))
                .plant(data);
        var arguments = BUNDLE + " " + out;
        try (var network = CuttingProxy.ofBoth(service.port(), LIMIT, LIMIT_OF_EVENTS)) {
            assertHeardAll(run(network.port(), programs.get(0), arguments), 12);

            Files.writeString(data.resolve("note"), "second");
            assertEndsWell(BackupScript.startBackup(service.port(), "--incremental", BUNDLE, out.toString()));
            Files.writeString(data.resolve("note"), "third");
            Files.delete(data.resolve("files/f7"));
            assertHeardAll(run(network.port(), programs.get(1), arguments), 2);
            assertEndsWell(BackupScript.startBackup(0, "--verify", out.toString()));

            var backedUp = Picture.of(data);
            Files.writeString(data.resolve("files/f1"), "damaged");
            assertHeardAll(run(network.port(), programs.get(2), arguments), 0);
            Picture.of(data).assertSameAs(backedUp, "restored by the program");
            network.awaitFaults(30);
        }
        Files.writeString(data.resolve("files/f1"), "damaged again");
        assertEndsWell(BackupScript.startRestore(service.port(), BUNDLE, out.toString()));
        assertThat(data.resolve("files/f1")).hasBinaryContent(SourceTree.bytes("f1", 300_000));
    }

    private static void assertEndsWell(BackupScript script) {
        var end = script.await();
        assertThat(end.status()).as(end.output()).isZero();
    }

    /** Each event once and in order, although the connection for them breaks too. */
    private static void assertHeardAll(String output, int files) {
        var events = EVENT.matcher(output).results().toList();
        assertThat(events)
                .as(output)
                .extracting(event -> Integer.valueOf(event.group(1)))
                .isEqualTo(IntStream.rangeClosed(1, events.size()).boxed().toList());
        var types = events.stream().map(event -> event.group(2)).toList();
        assertThat(types).startsWith("onBundleBegin").endsWith("onBundleEnd", "onAllBundlesEnd");
        assertThat(types.stream().filter("onFileReady"::equals).count())
                .as(output)
                .isGreaterThanOrEqualTo(files);
    }
}
