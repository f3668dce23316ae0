package io.bundlebackup.script;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between client and service, as a reverse proxy is: it can answer some requests by itself, keep one waiting, and change what it
 * passes on. Thread-safe.
 */
final class Gateway implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    /** A request: its method, a space, its path with its query; its Idempotency-Key, or nothing; and its body, if it is a POST. */
    record Call(String line, String key, String body) {
        Call with(String other) {
            return new Call(line, key, other);
        }

        Call to(String other) {
            return new Call(other, key, body);
        }
    }

    private record Rule(Pattern line, int status, AtomicInteger passes, AtomicInteger answers) {}

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile @Nullable Pattern hold;
    private volatile UnaryOperator<Call> change = call -> call;
    private volatile int target;

    Gateway(int target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** From now on passes on to this port. */
    void lead(int port) {
        target = port;
    }

    /** Lets so many requests pass whose line matches as a whole, and answers so many that follow as a proxy does. */
    void answer(String line, int status, int passes, int answers) {
        rules.add(new Rule(Pattern.compile(line), status, new AtomicInteger(passes), new AtomicInteger(answers)));
    }

    /** Answers all requests whose line matches as a whole. */
    void answer(String line, int status) {
        answer(line, status, 0, Integer.MAX_VALUE);
    }

    /** Requests whose line matches as a whole wait, until this gateway is opened. */
    void hold(String line) {
        hold = Pattern.compile(line);
    }

    void awaitHeld() throws InterruptedException {
        if (!held.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody asked for that");
        }
    }

    /** Holds and answers nothing any more; what was held is told that it was in vain. */
    void open() {
        hold = null;
        rules.clear();
        open.countDown();
    }

    /** What it passes on is what this makes of it. */
    void change(UnaryOperator<Call> to) {
        change = to;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var waits = hold;
            var status = statusFor(line);
            if (status != 0) {
                answer(exchange, status);
            } else if (waits != null && waits.matcher(line).matches()) {
                held.countDown();
                open.await();
                answer(exchange, 502);
            } else {
                pass(exchange, line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int statusFor(String line) {
        for (var rule : rules) {
            if (rule.line.matcher(line).matches()
                    && rule.passes.decrementAndGet() < 0
                    && rule.answers.decrementAndGet() >= 0) {
                return rule.status;
            }
        }
        return 0;
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        var body = "<html>nginx</html>".getBytes(StandardCharsets.US_ASCII);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private void pass(HttpExchange exchange, String line) throws IOException, InterruptedException {
        var body = exchange.getRequestBody().readAllBytes();
        var json = line.startsWith("POST ") ? new String(body, StandardCharsets.UTF_8) : "";
        var key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        var call = change.apply(new Call(line, key == null ? "" : key, json));
        var to = call.line().substring(call.line().indexOf(' ') + 1);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target + to))
                .method(
                        exchange.getRequestMethod(),
                        line.startsWith("POST ")
                                ? HttpRequest.BodyPublishers.ofString(call.body())
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            give(exchange, http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (ConnectException unreachable) {
            answer(exchange, 502);
        }
    }

    private static void give(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
        });
        var length = answer.body().length;
        exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
        exchange.getResponseBody().write(answer.body());
    }

    @Override
    public void close() {
        open();
        server.stop(0);
        http.close();
    }
}
