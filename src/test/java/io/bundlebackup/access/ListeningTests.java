package io.bundlebackup.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class ListeningTests {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, , , http://127.0.0.1:8080, false",
        "::1, , , http://[::1]:8080, false",
        "localhost, , , http://localhost:8080, false",
        "0.0.0.0, , , http://0.0.0.0:8080, true",
        "::, , , http://[::]:8080, true",
        "192.0.2.1, , none, http://192.0.2.1:8080, true",
        "0.0.0.0, server.ssl.bundle, , https://0.0.0.0:8080, false",
        "0.0.0.0, server.ssl.certificate, , https://0.0.0.0:8080, false",
        "0.0.0.0, server.ssl.key-store, , https://0.0.0.0:8080, false",
        "0.0.0.0, , native, http://0.0.0.0:8080, false",
        "0.0.0.0, , framework, http://0.0.0.0:8080, false",
    })
    void warnsOnlyIfOtherMachinesCanConnectWithoutTls(
            String host, String tls, String proxy, String url, boolean warned) {
        var environment = new MockEnvironment().withProperty("server.address", host);
        if (tls != null) {
            environment.setProperty(tls, "x");
        }
        if (proxy != null) {
            environment.setProperty("server.forward-headers-strategy", proxy);
        }

        var listening = Listening.of(environment);

        assertThat(listening.url()).isEqualTo(url);
        assertThat(listening.warning().isPresent()).isEqualTo(warned);
    }
}
