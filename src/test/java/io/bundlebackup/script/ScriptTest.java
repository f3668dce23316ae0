package io.bundlebackup.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.JourneyTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** A journey of {@code backup.sh} or {@code restore.sh} through a {@link Gateway}, with commands that are not what they seem. */
abstract class ScriptTest extends JourneyTest {
    static final int BIG = (2 << 20) + 1;

    Gateway gateway;
    Path commands = Path.of("");

    @Override
    public List<String> settings() {
        return List.of("backup.pack.part-files=20");
    }

    @BeforeEach
    void stand() throws IOException {
        gateway = new Gateway(service.port());
        commands = Files.createDirectory(folder.resolve("commands"));
        // Nobody waits for a proxy that will not say anything else.
        command("sleep", "exec \"$real\" 0.01");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    void command(String name, String script) throws IOException {
        var path = commands.resolve(name);
        Files.writeString(path, "#!/bin/bash\nreal=$(PATH=${PATH#*:} command -v " + name + ")\n" + script + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path out() {
        return folder.resolve("out");
    }

    Path in(String bundle, String name) {
        return out().resolve(bundle.replace(':', '+')).resolve(name);
    }

    /** Through the gateway. */
    BackupScript start(String script, String... arguments) {
        return BackupScript.startAmong(commands, script, gateway.port(), arguments);
    }

    BackupScript.End run(String script, String bundle) {
        return start(script, bundle, out().toString()).await();
    }

    void runWell(String script, String bundle) {
        runWell(script, bundle, out().toString());
    }

    BackupScript.End runWell(String script, String... arguments) {
        var end = start(script, arguments).await();
        assertThat(end.status()).as(end.output()).isZero();
        return end;
    }

    void assertRunAgain(BackupScript.End end, String bundle) {
        assertThat(end.status()).as(end.output()).isEqualTo(75);
        assertThat(end.output()).contains("run it again");
        assertThat(in(bundle, ".session")).exists();
    }

    void assertWhole(String bundle) throws Exception {
        var backup = in(bundle, ".").normalize();
        new DeliveredBackup(backup).assertSameContentAs(service.source(bundle));
        assertThat(names(backup)).contains("capabilities.json", "manage.json.manifest");
        assertThat(names(backup)).noneMatch(name -> name.startsWith(".") || name.endsWith(".partial"));
    }

    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    JsonNode sessions(String query) {
        return alice.get("/api/v1/sessions?" + query).is(200).json().path("sessions");
    }

    /** The session that is made with the first name that comes expires when it is not used for so long. */
    void letTheFirstExpire(int seconds) {
        var first = new AtomicReference<>("");
        gateway.change(call -> {
            if (!call.line().equals("POST /api/v1/sessions")) {
                return call;
            }
            first.compareAndSet("", call.key());
            return call.key().equals(first.get())
                    ? call.with(call.body().replaceFirst("\\{", "{\"idleTimeout\":" + seconds + ","))
                    : call;
        });
    }

    void awaitExpired(String bundle) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> sessions("state=expired&bundleName=" + bundle).size() == 1);
    }

    void killHeld(String line, String script, String bundle) throws Exception {
        gateway.hold(line);
        var killed = start(script, bundle, out().toString());
        gateway.awaitHeld();
        killed.kill();
        gateway.open();
    }
}
