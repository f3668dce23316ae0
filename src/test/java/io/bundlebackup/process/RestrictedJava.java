package io.bundlebackup.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A main class of the tests in a Java process of its own, which {@code setpriv} has taken rights from. Needs root. */
public final class RestrictedJava {
    private RestrictedJava() {}

    /**
     * What the process prints; it has to end with status 0.
     *
     * @param rights options of setpriv
     */
    public static String run(List<String> rights, Class<?> main, String argument) throws Exception {
        var java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                argument);
        var command = Stream.of(Stream.of("/usr/bin/setpriv"), rights.stream(), java)
                .flatMap(part -> part)
                .toList();
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
