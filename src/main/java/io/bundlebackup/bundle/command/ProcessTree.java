package io.bundlebackup.bundle.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A command and all processes that it started. Java's {@code descendants()} misses processes whose parent has ended, so a process belongs
 * to the tree by any of three signs: the session of the command, a unique variable in its environment, or descent from such a process. Only
 * a program that leaves the session, clears its environment and loses its parent escapes.
 *
 * <p>Used by one thread. A reused process number is not mistaken: handles compare start times, and the number of a
 * session stays in use as long as the session has a process.
 */
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    private static final Duration UNKILLABLE = Duration.ofSeconds(3);
    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private record Member(long pid, long parent, long session, String started) {}

    private static final String NAME = "BACKUP_TEMPORARY_DIRECTORY=";

    /** The command itself; null if it was the child of a service that was killed. */
    private final @Nullable Process first;

    /** What the environment of each process contains, behind the NUL that ends the variable before. */
    private final String mark;

    /** Whether an interrupt came while processes were being ended. */
    private boolean interrupted;

    private ProcessTree(@Nullable Process first, String mark) {
        this.first = first;
        this.mark = new String(("\0" + NAME + mark).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * @param first the command itself, the leader of its session
     * @param temporary its temporary directory, which its environment names
     */
    static ProcessTree of(Process first, Path temporary) {
        return new ProcessTree(first, temporary + "\0");
    }

    /** The processes of all commands whose temporary directories were made in this one, by services that are gone. */
    static ProcessTree leftIn(Path temporary) {
        return new ProcessTree(null, temporary + "/");
    }

    /**
     * Ends all processes: with SIGTERM, and after a grace period with SIGKILL. An interrupt is kept for later.
     *
     * @return the numbers of the processes that SIGKILL did not end
     */
    List<Long> end(Duration grace) {
        interrupted = Thread.interrupted();
        try {
            var asked = living();
            asked.forEach(member -> handle(member).ifPresent(ProcessHandle::destroy));
            awaitEnd(asked, System.nanoTime() + grace.toNanos());
            return kill();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitEnd(List<Member> members, long deadline) {
        while (members.stream().anyMatch(ProcessTree::lives) && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            interrupted |= Thread.interrupted();
        }
    }

    /** Kills until two searches find no process: a process that starts during a search is found by the next search. */
    private List<Long> kill() {
        long deadline = System.nanoTime() + UNKILLABLE.toNanos();
        int nobody = 0;
        while (true) {
            var members = living();
            nobody = members.isEmpty() ? nobody + 1 : 0;
            if (nobody == 2 || deadline - System.nanoTime() <= 0) {
                return members.stream().map(Member::pid).toList();
            }
            members.forEach(member -> handle(member).ifPresent(ProcessHandle::destroyForcibly));
            awaitEnd(members, System.nanoTime() + LOOK_AGAIN_NANOS);
        }
    }

    private static Optional<ProcessHandle> handle(Member member) {
        return ProcessHandle.of(member.pid).filter(handle -> lives(member));
    }

    private static boolean lives(Member member) {
        var now = read(member.pid);
        return now.isPresent() && now.get().started.equals(member.started);
    }

    private List<Member> living() {
        var all = all();
        // Once the command itself has ended, a process with its number is another one, with a session of its own.
        boolean lives = first != null && first.isAlive();
        long leader = first == null ? -1 : first.pid();
        boolean sessionIsOurs = lives || !all.containsKey(leader);
        Set<Long> family = new HashSet<>();
        for (var member : all.values()) {
            boolean isFirst = member.pid == leader && lives;
            if (isFirst || sessionIsOurs && member.session == leader || isMarked(member.pid)) {
                family.add(member.pid);
            }
        }
        boolean grown = !family.isEmpty();
        while (grown) {
            grown = false;
            for (var member : all.values()) {
                grown |= family.contains(member.parent) && family.add(member.pid);
            }
        }
        return all.values().stream().filter(m -> family.contains(m.pid)).toList();
    }

    private static Map<Long, Member> all() {
        var all = new HashMap<Long, Member>();
        try (var found = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (var each : found) {
                var name = String.valueOf(each.getFileName());
                if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    read(Long.parseLong(name)).ifPresent(member -> all.put(member.pid, member));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException(
                    "/proc cannot be read, so the processes of an extension cannot be ended", e);
        }
        return all;
    }

    /** Empty if the process is gone or a zombie. */
    private static Optional<Member> read(long pid) {
        try {
            var stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The second field is the program's name in parentheses and can contain any character.
            int end = stat.lastIndexOf(')') + 2;
            var fields = end < stat.length() ? stat.substring(end).split(" ") : new String[] {"X"};
            return fields[0].equals("Z") || fields[0].equals("X")
                    ? Optional.empty()
                    : Optional.of(new Member(pid, Long.parseLong(fields[1]), Long.parseLong(fields[3]), fields[19]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean isMarked(long pid) {
        try {
            var environment = Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
            return ("\0" + environment).contains(mark);
        } catch (IOException e) {
            // The process is gone or belongs to another user.
            return false;
        }
    }
}
