package io.bundlebackup.archive.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.process.RestrictedJava;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributeWriterTests {
    @TempDir
    Path directory;

    @Test
    void aSetGroupIdBitThatTheKernelLeavesOutIsReported() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a file to another group");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv of util-linux is missing");
        Files.createFile(directory.resolve("f"));

        assertThat(unset("+fsetid")).isEqualTo("[]\n");
        assertThat(unset("-fsetid"))
                .isEqualTo("[its mode could not be set; set the set-group-ID bit: EPERM (operation not permitted)]\n");
    }

    private String unset(String capability) throws Exception {
        return RestrictedJava.run(List.of("--bounding-set=" + capability), Main.class, directory.toString());
    }

    /** Sets owner and mode of the file f in a directory, and prints which attributes could not be set. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            var writer = new AttributeWriter();
            try (var directory = Directory.open(Path.of(arguments[0]));
                    var file = directory.openFile(new byte[] {'f'})) {
                var attributes = new AttributeWriter.Attributes(02755, 4_711, 4_712, new UnixTime(1, 0));
                writer.set(file, RawPath.of("f"), attributes);
            }
            System.out.println(
                    writer.unset().stream().map(UnsetAttribute::message).toList());
        }
    }
}
