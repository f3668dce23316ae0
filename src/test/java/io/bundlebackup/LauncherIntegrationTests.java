package io.bundlebackup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar on the command line, in a directory that has nothing of the service. */
class LauncherIntegrationTests {
    private static final String JAR = System.getProperty("bundle-backup.jar", "no jar");
    private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)");
    private static final int CLASS_FILES_OF_JAVA_8 = 52;

    @TempDir
    Path directory;

    @Test
    void helpAndVersionStartNothing() throws Exception {
        var java = Path.of(System.getProperty("java.home"));

        assertThat(run(java, "--help")).startsWith("0 Bundle Backup: a service").contains("--server.port=8080");
        assertThat(run(java, "--version")).matches("0 Bundle Backup \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(run(java, "--bogus")).isEqualTo("2 The option --bogus is unknown. Try --help.\n");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void everyJavaCanLoadTheMainClass() throws Exception {
        try (var jar = new JarFile(JAR)) {
            var name = jar.getManifest().getMainAttributes().getValue("Main-Class");
            try (var content = jar.getInputStream(jar.getEntry(name.replace('.', '/') + ".class"))) {
                assertThat(content.readNBytes(8)[7]).isEqualTo((byte) CLASS_FILES_OF_JAVA_8);
            }
        }
    }

    @Test
    void anOlderJavaIsRefusedInOneSentence() throws Exception {
        for (var java : olderJavas()) {
            assertThat(run(java))
                    .startsWith("1 Bundle Backup needs Java 25 or later; this is Java ")
                    .hasLineCount(1);
        }
    }

    @Test
    void aStartUsesTheBeansThatTheBuildHasFoundUnlessASettingCouldDecideOtherwise() throws Exception {
        var java = Path.of(System.getProperty("java.home"));

        assertThat(start(java)).contains("Starting AOT-processed BundleBackup");
        assertThat(start(java, "--springdoc.swagger-ui.enabled=false")).contains("Starting BundleBackup");
    }

    /** What a start prints that ends when the service is set up. */
    private String start(Path java, String... arguments) throws Exception {
        var options = List.of("-XX:TieredStopAtLevel=1", "-Dspring.context.exit=onRefresh", "-Dserver.port=0");
        return run(java, options, arguments);
    }

    private static List<Path> olderJavas() throws IOException {
        var older = new ArrayList<Path>();
        try (var installed = Files.newDirectoryStream(Path.of("/usr/lib/jvm"))) {
            for (var java : installed) {
                var release = java.resolve("release");
                if (Files.isExecutable(java.resolve("bin/java")) && Files.isReadable(release)) {
                    var version = RELEASE.matcher(Files.readString(release));
                    if (version.find() && Integer.parseInt(version.group(1)) < 25) {
                        older.add(java);
                    }
                }
            }
        }
        return older.isEmpty() ? abort("/usr/lib/jvm has no Java older than 25") : older;
    }

    /** The exit status, a space, and what was printed. */
    private String run(Path java, String... arguments) throws Exception {
        return run(java, List.of(), arguments);
    }

    private String run(Path java, List<String> options, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + printed;
    }
}
