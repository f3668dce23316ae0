package io.bundlebackup.upload.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.BundleBackup;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.web.TestDirectories;
import io.bundlebackup.upload.chain.PreviousManifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

/** The whole service with increments that wait, and an incremental session; nothing of it is left after a test. */
@ContextConfiguration(initializers = TestDirectories.class)
@SpringBootTest(
        classes = {BundleBackup.class, WaitingIncrements.Configuration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.location=classpath:/",
            "backup.limits.manifest-size=1500KB",
            "backup.limits.bundles=2",
            "backup.security.tokens[0].name=alice",
            "backup.security.tokens[0].sha256=9c220f200955d76c0a38d308225e0ef10c5f971acaf2f8d1d8f732affa5bd1dc",
            "backup.security.tokens[0].authorities=backup,system",
            "backup.security.tokens[1].name=bob",
            "backup.security.tokens[1].sha256=97dd3707015dcf069cf73022ed7173b1165db6eff24b441cb57fd069a8c4e525",
            "backup.security.tokens[1].authorities=backup,system"
        })
abstract class PreviousManifestsApiTestBase {
    static final int LIMIT = 1500 << 10;
    static final String HASH = "0123456789abcdef".repeat(4);
    static final String ONE = "version=1.0&attrNum=8\npath;mode;dir;size;mtime;hash;usertar;encodeFlag\n";
    static final String TWO = header("a", 1) + directory(".") + file("x") + file("y");

    @LocalServerPort
    int port;

    @Autowired
    PreviousManifests manifests;

    @Value("${backup.data-directory}")
    private Path data = Path.of("");

    UploadClient alice = new UploadClient(0, "");
    UploadClient bob = new UploadClient(0, "");
    String session = "";
    String address = "";

    @BeforeEach
    void create() {
        alice = new UploadClient(port, "alice-token");
        bob = new UploadClient(port, "bob-token");
        session = session("incrementalBackup");
        address = session + "/manifests/a";
    }

    @AfterEach
    void release() throws IOException {
        alice.send("DELETE", session, null).is(204);
        // Nothing of a session outlives it.
        Awaitility.await().untilAsserted(() -> assertThat(files()).isEmpty());
    }

    String session(String type) {
        return alice.post("/api/v1/sessions", "{\"type\":\"" + type + "\"}")
                .is(201)
                .header("Location")
                .orElseThrow();
    }

    static String header(String bundle, int generation) {
        return "version=2.0&attrNum=17&bundle=" + bundle + "&generation=00000000-0000-0000-0000-00000000000"
                + generation + "&parent=&begunAt=1\n"
                + "path;mode;dir;size;mtime;hash;usertar;encodeFlag;mtimeNanos;ctime;ctimeNanos;inode;uid;"
                + "gid;link;xattrs;fileName\n";
    }

    static String directory(String path) {
        return path + ";16877;1;0;0;;0;0;0;;;1;0;0;;;1700000000007_part.0.tar\n";
    }

    static String file(String path) {
        return path + ";33188;0;5;0;" + HASH + ";0;0;0;;;2;0;0;;;1700000000007_part.0.tar\n";
    }

    static String fileOfOne(String path) {
        return path + ";33188;0;5;0;" + HASH + ";0;0\n";
    }

    String id() {
        return session.substring(session.lastIndexOf('/') + 1);
    }

    /** The names of all files that are there for the session. */
    List<String> files() throws IOException {
        var directory = data.resolve("uploads").resolve(id());
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile).map(Path::toString).toList();
        } catch (UncheckedIOException | NoSuchFileException e) {
            // Something went while it was looked at.
            return List.of("being removed");
        }
    }

    UUID generation() {
        return manifests.find(new BundleId(id(), "a")).orElseThrow().header().generation();
    }

    String view() {
        return alice.get(session).is(200).text().replaceAll("\"expiresAt\":\"[^\"]*\"", "");
    }

    void requireFirst() throws IOException {
        assertThat(generation()).isEqualTo(new UUID(0, 1));
        assertThat(manifests.find(new BundleId(id(), "a")).orElseThrow().file()).hasContent(TWO);
        assertThat(files()).hasSize(1);
    }
}
