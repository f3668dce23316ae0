package io.bundlebackup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The content of a file in {@code locks/}: restic's JSON. */
record LockFile(Instant time, boolean exclusive, String hostname, String username, long pid) {
    private static final Duration STALE = Duration.ofMinutes(30);
    private static final Path KERNEL_HOSTNAME = Path.of("/proc/sys/kernel/hostname");
    private static final JsonMapper JSON = JsonMapper.shared();

    static LockFile own(Instant now, boolean exclusive) {
        return new LockFile(
                now,
                exclusive,
                thisHost(),
                System.getProperty("user.name", ""),
                ProcessHandle.current().pid());
    }

    /** The name that restic has for this host. */
    static String thisHost() {
        try {
            return Files.readString(KERNEL_HOSTNAME).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** @throws IOException if the content is no lock */
    static LockFile parse(byte[] json) throws IOException {
        try {
            var tree = JSON.readTree(json);
            return new LockFile(
                    OffsetDateTime.parse(tree.path("time").stringValue("")).toInstant(),
                    tree.path("exclusive").asBoolean(false),
                    tree.path("hostname").stringValue(""),
                    tree.path("username").stringValue(""),
                    tree.path("pid").asLong(0));
        } catch (JacksonException | DateTimeException e) {
            throw new IOException("the file is no lock", e);
        }
    }

    byte[] json() {
        return JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("time", time.toString())
                .put("exclusive", exclusive)
                .put("hostname", hostname)
                .put("username", username)
                .put("pid", pid));
    }

    /** Whether this lock excludes another: an exclusive one excludes all. */
    boolean excludes(boolean otherIsExclusive) {
        return exclusive || otherIsExclusive;
    }

    /** Whether the process that made the lock is gone: not refreshed for 30 minutes, or not alive on this host. */
    boolean isStale(Instant now) {
        return Duration.between(time, now).compareTo(STALE) > 0
                || isOfThisHost() && ProcessHandle.of(pid).isEmpty();
    }

    boolean isOfThisHost() {
        return hostname.equals(thisHost());
    }

    boolean isOfThisProcess() {
        return isOfThisHost() && pid == ProcessHandle.current().pid();
    }

    @Override
    public String toString() {
        return (exclusive ? "an exclusive lock" : "a lock") + " of process " + pid + " of " + username + " on "
                + hostname + ", taken or refreshed " + time;
    }
}
