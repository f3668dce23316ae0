package io.bundlebackup.access.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
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

/**
 * An issuer of signed tokens on a port of its own: its discovery document, its keys, tokens as a test wants them, and a page on which a person
 * allows a client to have a code, by RFC 6749, 7636 and 9207.
 */
public final class TestIssuer implements AutoCloseable {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** To make a key of RSA takes a third of a second. */
    private static final Map<String, KeyPair> MADE = new ConcurrentHashMap<>();

    private final HttpServer server;
    private final Map<String, KeyPair> keys = new LinkedHashMap<>();
    private final List<Object> otherEntries = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final List<String> tokenRequests = new CopyOnWriteArrayList<>();
    private volatile int tokenStatus = 200;
    private volatile String audience = "bundle-backup";
    private final AtomicInteger keyRequests = new AtomicInteger();

    public TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.createContext("/.well-known/openid-configuration", this::discovery);
        server.createContext("/keys", this::keys);
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
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
        answer(
                exchange,
                200,
                Map.of(
                        "issuer",
                        uri(),
                        "jwks_uri",
                        uri() + "/keys",
                        "authorization_endpoint",
                        uri() + "/authorize",
                        "token_endpoint",
                        uri() + "/token",
                        "authorization_response_iss_parameter_supported",
                        true));
    }

    /** The token endpoint answers with this status from now on. */
    public void tokenStatus(int status) {
        tokenStatus = status;
    }

    /** For whom the token endpoint makes tokens from now on. */
    public void audience(String name) {
        audience = name;
    }

    /** The bodies that came to the token endpoint. */
    public List<String> tokenRequests() {
        return tokenRequests;
    }

    /** The address to which the issuer sends the browser back after a person has allowed, or refused, what the address of the client asks for. */
    public String decide(String location, boolean allowed) {
        var asked = form(URI.create(location).getRawQuery());
        if (!"code".equals(asked.get("response_type")) || !"S256".equals(asked.get("code_challenge_method"))) {
            throw new AssertionError(location);
        }
        var code = "code-" + codes.size();
        codes.put(code, asked);
        return asked.get("redirect_uri") + "?" + (allowed ? "code=" + code : "error=access_denied") + "&state="
                + asked.get("state") + "&iss=" + URLEncoder.encode(uri(), StandardCharsets.UTF_8);
    }

    private void authorize(HttpExchange exchange) throws IOException {
        var location = exchange.getRequestURI().toString();
        var page = "<title>Issuer</title><a href='" + decide(location, true) + "'>Allow</a> <a href='"
                + decide(location, false) + "'>Refuse</a>";
        answer(exchange, 200, "text/html", page.getBytes(StandardCharsets.UTF_8));
    }

    private void token(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        tokenRequests.add(body);
        var given = form(body);
        var asked = codes.remove(given.getOrDefault("code", ""));
        if (tokenStatus != 200) {
            answer(exchange, tokenStatus, Map.of("error", "server_error"));
        } else if (asked == null
                || !"authorization_code".equals(given.get("grant_type"))
                || !Objects.equals(asked.get("client_id"), given.get("client_id"))
                || !Objects.equals(asked.get("redirect_uri"), given.get("redirect_uri"))
                || !challenge(given.getOrDefault("code_verifier", "")).equals(asked.get("code_challenge"))) {
            answer(exchange, 400, Map.of("error", "invalid_grant"));
        } else {
            var token = token(Map.of(
                    "iss",
                    uri(),
                    "aud",
                    audience,
                    "sub",
                    "alice",
                    "exp",
                    Instant.now().getEpochSecond() + 300,
                    "scope",
                    asked.get("scope")));
            answer(exchange, 200, Map.of("access_token", token, "token_type", "Bearer", "expires_in", 300));
        }
    }

    private static String challenge(String verifier) {
        try {
            return BASE64.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The members of a query or a body. */
    public static Map<String, String> form(String text) {
        var members = new LinkedHashMap<String, String>();
        for (var member : text.split("&")) {
            var parts = member.split("=", 2);
            members.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return members;
    }

    private void keys(HttpExchange exchange) throws IOException {
        keyRequests.incrementAndGet();
        answer(
                exchange,
                200,
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

    private static void answer(HttpExchange exchange, int status, Map<String, ? extends Object> json)
            throws IOException {
        answer(exchange, status, "application/json", JsonMapper.shared().writeValueAsBytes(json));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().put("Content-Type", List.of(type));
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
