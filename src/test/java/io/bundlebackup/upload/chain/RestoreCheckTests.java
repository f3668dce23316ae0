package io.bundlebackup.upload.chain;

import static io.bundlebackup.upload.UploadFixture.ID;
import static io.bundlebackup.upload.UploadFixture.body;
import static io.bundlebackup.upload.UploadFixture.named;
import static io.bundlebackup.upload.UploadFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.ManifestText;
import io.bundlebackup.upload.UploadTest;
import io.bundlebackup.upload.receive.UploadChunk;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What no restore could carry out is refused when the manifest is uploaded, with its line. */
class RestoreCheckTests extends UploadTest {
    private static final String INDEX = "manage.json";
    /** The header's two lines, the root, and one file. */
    private static final String BEGIN =
            new ManifestText(1, null).file("a", 10, "part.0.tar").text();

    private void put(String text) throws IOException {
        fixture.manifests.put(named(INDEX), UploadChunk.whole(body(text), -1));
    }

    private void assertRefused(String text, long line, String reason) {
        var refused = refusal(() -> put(text));

        assertThat(refused.type()).isEqualTo(ProblemType.INVALID_MANIFEST);
        assertThat(refused.detail()).startsWith("Line " + line + ": ").contains(reason);
        assertThat(refused.members()).containsEntry("line", line);
        assertThat(fixture.parts.generations.newest(ID)).isEmpty();
    }

    private static String line(String path, int mode, String link, String xattrs) {
        boolean directory = (mode & 0170000) == 0040000;
        boolean regular = (mode & 0170000) == 0100000;
        return path + ";" + mode + ";" + (directory ? 1 : 0) + ";0;1;" + (regular ? "0".repeat(64) : "")
                + ";0;0;0;;;1;0;0;" + link + ";" + xattrs + ";part.0.tar\n";
    }

    @Test
    void aRegularFileNeedsADeliveredFile() {
        assertRefused(new ManifestText(1, null).file("a", 10, "").text(), 4, "no fileName");
        assertRefused(new ManifestText(1, null).file("a", 0, "").text(), 4, "no fileName");
    }

    @Test
    void onlyUserAttributesAreAccepted() throws Exception {
        for (var name : new String[] {"security.capability", "trusted.overlay.opaque", "system.posix_acl_access"}) {
            assertRefused(BEGIN + line("b", 0100644, "", name + ":AAAA"), 5, "extended attribute " + name);
            assertRefused(BEGIN + line("b", 0040755, "", name + ":AAAA"), 5, "extended attribute " + name);
        }
        assertRefused(BEGIN + line("b", 0100644, "", "user.:AAAA"), 5, "extended attribute");
        assertRefused(BEGIN + line("b", 0100644, "", "USER.a:AAAA"), 5, "extended attribute");

        put(BEGIN + line("b", 0100644, "", "user.a:AAAA"));
    }

    @Test
    void aSymbolicLinkHasAValidTargetAndNoExtendedAttributes() throws Exception {
        assertRefused(BEGIN + line("b", 0120777, "t".repeat(4_096), ""), 5, "target");
        assertRefused(BEGIN + line("b", 0120777, "t", "user.a:AAAA"), 5, "symbolic link");

        put(BEGIN + line("b", 0120777, "t".repeat(4_095), ""));
    }

    @Test
    void theRootComesFirst() {
        var header = BEGIN.substring(0, BEGIN.indexOf(".;"));

        assertRefused(header, 2, "root");
        assertRefused(header + line("b", 0100644, "", ""), 3, "root");
    }

    @Test
    void aHardLinkNeedsAFirstName() throws Exception {
        assertRefused(new ManifestText(1, null).link("b", "a", 5, "part.0.tar").text(), 4, "is not listed");
        assertRefused(
                new ManifestText(1, null)
                        .file("a", 6, "part.0.tar")
                        .link("b", "a", 5, "part.0.tar")
                        .text(),
                5,
                "another size or hash");
        assertRefused(
                new ManifestText(1, null)
                        .directory("a")
                        .link("b", "a", 5, "part.0.tar")
                        .text(),
                5,
                "no regular file");

        put(new ManifestText(1, null)
                .file("a", 5, "part.0.tar")
                .link("b", "a", 5, "part.0.tar")
                .text());
    }
}
