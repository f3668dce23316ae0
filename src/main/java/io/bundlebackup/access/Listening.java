package io.bundlebackup.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * Where the service listens, by its settings. Immutable.
 *
 * @param host as configured
 * @param tls whether the service itself speaks TLS
 * @param proxied whether the settings say that a proxy is in front of the service, which is trusted with the address of the client
 */
public record Listening(String host, String port, boolean tls, boolean proxied) {
    static Listening of(Environment environment) {
        var tls = environment.getProperty("server.ssl.enabled", Boolean.class, true)
                && Stream.of("bundle", "key-store", "certificate")
                        .anyMatch(name -> environment.containsProperty("server.ssl." + name));
        return new Listening(
                environment.getProperty("server.address", "127.0.0.1"),
                environment.getProperty("local.server.port", environment.getProperty("server.port", "8080")),
                tls,
                !environment
                        .getProperty("server.forward-headers-strategy", "none")
                        .equalsIgnoreCase("none"));
    }

    /** The address for a browser on this machine, without a slash at the end. */
    String url() {
        return (tls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Why tokens can be read on the network, and what an operator does; empty if they cannot. */
    public Optional<String> warning() {
        return tls || proxied || isLoopback()
                ? Optional.empty()
                : Optional.of("The service listens on " + host
                        + " without TLS, so everyone on the network can read tokens and data: set server.ssl.bundle, or put a"
                        + " proxy with TLS in front of the service and set server.forward-headers-strategy.");
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // The web server refuses such an address with its own sentence.
            return true;
        }
    }
}
