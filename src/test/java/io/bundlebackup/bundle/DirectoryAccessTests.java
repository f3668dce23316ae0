package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.process.RestrictedJava;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is not root, with the capabilities that systemd can give it. */
class DirectoryAccessTests {
    @TempDir
    Path directory;

    @Test
    void capabilitiesOfTheProcessCount() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start a process as another user");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv of util-linux is missing");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));

        assertThat(refusals(",+dac_read_search")).isEqualTo("null, permission denied (EACCES)\n");
        assertThat(refusals(",+dac_read_search,+dac_override")).isEqualTo("null, null\n");
    }

    /** @param capabilities as setpriv takes them */
    private String refusals(String capabilities) throws Exception {
        var rights = List.of(
                "--reuid=65534",
                "--clear-groups",
                "--inh-caps=-all" + capabilities,
                "--ambient-caps=-all" + capabilities);
        return RestrictedJava.run(rights, Main.class, directory.toString());
    }

    /** Prints why its process cannot read, and cannot write in, a directory. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            var directory = Path.of(arguments[0]);
            System.out.println(DirectoryAccess.readRefusal(directory) + ", " + DirectoryAccess.writeRefusal(directory));
        }
    }
}
