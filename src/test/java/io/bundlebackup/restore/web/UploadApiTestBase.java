package io.bundlebackup.restore.web;

import io.bundlebackup.BundleBackup;
import io.bundlebackup.session.web.TestDirectories;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

/** The whole service, and a restore session that waits for uploads of the bundle {@code a}. */
@ContextConfiguration(initializers = TestDirectories.class)
@SpringBootTest(
        classes = BundleBackup.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.location=classpath:/",
            "backup.limits.manifest-size=20KB",
            "backup.security.tokens[0].name=alice",
            "backup.security.tokens[0].sha256=9c220f200955d76c0a38d308225e0ef10c5f971acaf2f8d1d8f732affa5bd1dc",
            "backup.security.tokens[0].authorities=backup,system",
            "backup.security.tokens[1].name=bob",
            "backup.security.tokens[1].sha256=97dd3707015dcf069cf73022ed7173b1165db6eff24b441cb57fd069a8c4e525",
            "backup.security.tokens[1].authorities=backup,system"
        })
abstract class UploadApiTestBase {
    static final String INFO =
            "{\"name\":\"a\",\"appIndex\":0,\"versionCode\":1,\"versionName\":\"1.0\",\"spaceOccupied\":0,"
                    + "\"allToBackup\":true,\"extensionName\":\"BackupExtensionAbility\",\"increSpaceOccupied\":0}";
    static final String CAPABILITIES =
            "{\"backupVersion\":\"16.0\",\"systemFullName\":\"x\",\"deviceType\":\"default\",\"bundleInfos\":[" + INFO
                    + "]}";

    @LocalServerPort
    private int port;

    UploadClient alice = new UploadClient(0, "");
    UploadClient bob = new UploadClient(0, "");
    String session = "";
    /** The bundle's address. */
    String bundle = "";

    String part = "";

    @BeforeEach
    void append() {
        alice = new UploadClient(port, "alice-token");
        bob = new UploadClient(port, "bob-token");
        session = alice.post(
                        "/api/v1/sessions",
                        "{\"type\":\"restore\",\"bundles\":[{\"bundleName\":\"a\"}],\"remoteCapabilities\":"
                                + CAPABILITIES + "}")
                .is(201)
                .header("Location")
                .orElseThrow();
        bundle = session + "/bundles/a";
        part = bundle + "/uploads/part.0.tar";
    }

    @AfterEach
    void release() {
        alice.send("DELETE", session, null).is(204);
        // Until then it holds the bundle.
        Awaitility.await().until(() -> alice.get(session).json().path("state").asString(""), "released"::equals);
    }

    static byte[] digest(String algorithm, String content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static String hex(String content) {
        return HexFormat.of().formatHex(digest("SHA-256", content));
    }

    static String sha256(String content) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(digest("SHA-256", content)) + ":";
    }

    static String sha512(String content) {
        return "sha-512=:" + Base64.getEncoder().encodeToString(digest("SHA-512", content)) + ":";
    }
}
