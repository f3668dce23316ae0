package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** TLS by a bundle of Spring Boot in PEM files, with client certificates, and with certificates that are replaced while the service runs. */
class TlsTests extends EdgeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Map<String, KeyStore> STORES = new HashMap<>();

    @TempDir
    static Path directory = Path.of("");

    @DynamicPropertySource
    static void serveTls(DynamicPropertyRegistry settings) throws Exception {
        for (var name : new String[] {"one", "two", "client"}) {
            STORES.put(name, make(name));
            writePem(name, name);
        }
        writePem("one", "server");
        var pem = "spring.ssl.bundle.pem.server.";
        settings.add("server.ssl.bundle", () -> "server");
        settings.add("server.ssl.client-auth", () -> "need");
        settings.add(
                pem + "keystore.certificate",
                () -> directory.resolve("server.crt").toString());
        settings.add(
                pem + "keystore.private-key",
                () -> directory.resolve("server.key").toString());
        settings.add(
                pem + "truststore.certificate",
                () -> directory.resolve("client.crt").toString());
        settings.add(pem + "reload-on-update", () -> true);
        settings.add("spring.ssl.bundle.watch.file.quiet-period", () -> "100ms");
    }

    @AfterAll
    static void forget() {
        STORES.clear();
    }

    @Test
    void theServiceSpeaksTlsAndLooksAtTheTokenBesideTheCertificate() throws Exception {
        var content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        var file = Files.write(directory.resolve("content"), content);
        try (var http = client("one", "client")) {
            var answer = http.send(
                    request("/api/v1/access/file")
                            .header("Authorization", "Bearer " + EdgeClient.WHOLE)
                            .header("X-File", file.toString())
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(content);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(http.send(request("/api/v1/access/caller").build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(signIn(http).headers().firstValue("Set-Cookie").orElse(""))
                    .contains("Secure");
        }
        try (var http = client("one", null)) {
            assertThatThrownBy(() -> http.send(request("/api/v1/version").build(), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aCertificateThatIsReplacedOnDiskCountsForNewConnections() throws Exception {
        assertThat(served()).isIn("CN=one", "CN=two");

        writePem("two", "server");
        await().until(() -> served().equals("CN=two"));
        writePem("one", "server");
        await().until(() -> served().equals("CN=one"));
    }

    private HttpResponse<String> signIn(HttpClient http) throws Exception {
        return http.send(
                request("/api/v1/login")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"token\":\"" + EdgeClient.WHOLE + "\"}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + client.port() + path));
    }

    private HttpClient client(String trusted, @Nullable String own) throws Exception {
        return HttpClient.newBuilder().sslContext(context(own, trusted)).build();
    }

    /** The subject of the certificate that a new connection is shown. */
    private String served() throws Exception {
        try (var socket = (SSLSocket)
                context("client", "one", "two").getSocketFactory().createSocket("127.0.0.1", client.port())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static SSLContext context(@Nullable String own, String... trusted) throws Exception {
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, PASSWORD);
        for (var name : trusted) {
            trust.setCertificateEntry(name, store(name).getCertificate(name));
        }
        var trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusts.init(trust);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own == null ? null : store(own), PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : keys.getKeyManagers(), trusts.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(String name) {
        return Objects.requireNonNull(STORES.get(name));
    }

    private static KeyStore make(String name) throws Exception {
        var file = directory.resolve(name + ".p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static void writePem(String name, String file) throws Exception {
        var store = store(name);
        writePem(file + ".key", "PRIVATE KEY", ((PrivateKey) store.getKey(name, PASSWORD)).getEncoded());
        writePem(file + ".crt", "CERTIFICATE", store.getCertificate(name).getEncoded());
    }

    private static void writePem(String file, String label, byte[] content) throws IOException {
        Files.writeString(
                directory.resolve(file),
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                        + "-----\n");
    }
}
