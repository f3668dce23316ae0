package io.bundlebackup.access.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** An issuer of signed tokens on a port of its own: its discovery document, its keys, and tokens as a test wants them. */
public final class TestIssuer implements AutoCloseable {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** To make a key of RSA takes a third of a second. */
    private static final Map<String, KeyPair> MADE = new ConcurrentHashMap<>();

    private final HttpServer server;
    private final Map<String, KeyPair> keys = new LinkedHashMap<>();
    private final List<Object> otherEntries = new CopyOnWriteArrayList<>();
    private final AtomicInteger keyRequests = new AtomicInteger();

    public TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.createContext("/.well-known/openid-configuration", this::discovery);
        server.createContext("/keys", this::keys);
        server.start();
        add("rsa", "RSA");
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often its keys were read. */
    int keyRequests() {
        return keyRequests.get();
    }

    /** A key of its own for the name; {@code RSA}, {@code RSA 1024} or a curve such as {@code secp256r1}. */
    void add(String name, String kind) {
        keys.put(name, MADE.computeIfAbsent(name + " " + kind, _ -> make(kind)));
    }

    private static KeyPair make(String kind) {
        try {
            var generator = KeyPairGenerator.getInstance(kind.startsWith("RSA") ? "RSA" : "EC");
            if (kind.startsWith("RSA")) {
                generator.initialize(kind.equals("RSA") ? 2_048 : Integer.parseInt(kind.substring(4)));
            } else {
                generator.initialize(new ECGenParameterSpec(kind));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Puts more entries before its keys. */
    void publish(Object... entries) {
        otherEntries.addAll(List.of(entries));
    }

    void remove(String name) {
        keys.remove(name);
    }

    KeyPair key(String name) {
        return Objects.requireNonNull(keys.get(name));
    }

    /** A token as the issuer makes it. */
    public String token(Map<String, Object> claims) {
        return token(Map.of("alg", "RS256", "kid", "rsa"), claims, "SHA256withRSA", key("rsa"));
    }

    static String token(Map<String, Object> head, Map<String, Object> claims, String algorithm, KeyPair key) {
        try {
            var signed = encode(head) + "." + encode(claims);
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String encode(Map<String, Object> json) {
        return BASE64.encodeToString(JsonMapper.shared().writeValueAsBytes(json));
    }

    private void discovery(HttpExchange exchange) throws IOException {
        answer(exchange, Map.of("issuer", uri(), "jwks_uri", uri() + "/keys"));
    }

    private void keys(HttpExchange exchange) throws IOException {
        keyRequests.incrementAndGet();
        answer(
                exchange,
                Map.of(
                        "keys",
                        Stream.concat(
                                        otherEntries.stream(),
                                        keys.entrySet().stream()
                                                .map(entry -> describe(entry.getKey(), entry.getValue())))
                                .toList()));
    }

    private static Map<String, Object> describe(String name, KeyPair pair) {
        return switch (pair.getPublic()) {
            case RSAPublicKey key ->
                Map.of(
                        "kty",
                        "RSA",
                        "kid",
                        name,
                        "use",
                        "sig",
                        "n",
                        number(key.getModulus(), 0),
                        "e",
                        number(key.getPublicExponent(), 0));
            case ECPublicKey key ->
                Map.of(
                        "kty",
                        "EC",
                        "kid",
                        name,
                        "crv",
                        "P-256",
                        "x",
                        number(key.getW().getAffineX(), 32),
                        "y",
                        number(key.getW().getAffineY(), 32));
            default -> throw new AssertionError(pair);
        };
    }

    private static String number(BigInteger number, int length) {
        var bytes = number.toByteArray();
        if (bytes.length > 1 && bytes[0] == 0) {
            bytes = Arrays.copyOfRange(bytes, 1, bytes.length);
        }
        var padded = new byte[Math.max(length, bytes.length)];
        System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
        return BASE64.encodeToString(padded);
    }

    private static void answer(HttpExchange exchange, Map<String, ? extends Object> json) throws IOException {
        var body = JsonMapper.shared().writeValueAsBytes(json);
        exchange.getResponseHeaders().put("Content-Type", List.of("application/json"));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
