package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.ContentWriter;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has the workers compare the entries whose attributes did not decide: the hash decides about the content, the other columns
 * about the metadata. An entry with unchanged content gets a new line with the previous file name, in the scan's order; the
 * verdict is written into the scan. Memory: at most {@value #ENTRIES} entries for each of a few jobs. Used once, by one
 * thread.
 */
final class ContentComparison {
    private static final int ENTRIES = 64;
    private static final long BYTES = 4 << 20;
    private static final int TRIES = 3;

    private final Directory root;
    private final ScanFiles files;
    private final ManifestHeader header;
    private final Workers workers;
    private final FailedEntries failures;
    private final ArrayDeque<Workers.Job<List<Outcome>>> underWay = new ArrayDeque<>();
    private boolean sends;

    /** @param before its previous line */
    private record Candidate(long offset, ScanEntry entry, Entry before) {}

    /**
     * @param line the new line of an unchanged entry
     * @param reason why the entry is unreadable
     */
    private record Outcome(
            Candidate what,
            Verdict verdict,
            @Nullable Entry line,
            @Nullable String reason) {}

    ContentComparison(Directory root, ScanFiles files, ManifestHeader header, Workers workers, FailedEntries failures) {
        this.root = root;
        this.files = files;
        this.header = header;
        this.workers = workers;
        this.failures = failures;
    }

    /** Compares all candidates; returns whether any of them has to be delivered. */
    boolean run() throws IOException, InterruptedException {
        try (var scan = new ScanList.Reader(files.entries());
                var amendments = new ScanList.Amendments(files.entries());
                var previous = ManifestReader.open(files.toCompare());
                var lines = new ManifestWriter(Files.newOutputStream(files.compared()), header)) {
            var some = new ArrayList<Candidate>();
            long bytes = 0;
            while (!scan.atEnd()) {
                long offset = scan.offset();
                var entry = scan.read();
                if (entry.verdict() != Verdict.COMPARE) {
                    continue;
                }
                some.add(new Candidate(offset, entry, Objects.requireNonNull(previous.next())));
                bytes += entry.stat().isRegularFile() ? entry.stat().size() : 0;
                if (some.size() == ENTRIES || bytes >= BYTES) {
                    start(some, lines, amendments);
                    some = new ArrayList<>();
                    bytes = 0;
                }
            }
            start(some, lines, amendments);
            while (!underWay.isEmpty()) {
                takeFirst(lines, amendments);
            }
        } finally {
            underWay.forEach(Workers.Job::stop);
        }
        return sends;
    }

    private void start(List<Candidate> some, ManifestWriter lines, ScanList.Amendments amendments)
            throws IOException, InterruptedException {
        underWay.addLast(workers.submit(() -> new Worker().at(some)));
        if (underWay.size() > 2 * workers.count()) {
            takeFirst(lines, amendments);
        }
    }

    private void takeFirst(ManifestWriter lines, ScanList.Amendments amendments)
            throws IOException, InterruptedException {
        var found = underWay.getFirst().result();
        underWay.removeFirst();
        for (var one : found) {
            amendments.verdict(one.what.offset, one.verdict);
            sends |= one.verdict == Verdict.SEND;
            if (one.line != null) {
                lines.write(one.line);
            }
            if (one.reason != null) {
                failures.failed(one.what.entry.path().encoded(), one.reason);
            }
        }
    }

    /** The job of one worker. */
    private final class Worker {
        private final ContentWriter content = new ContentWriter();

        List<Outcome> at(List<Candidate> some) throws IOException, InterruptedException {
            var found = new ArrayList<Outcome>(some.size());
            for (var one : some) {
                Interrupts.check("comparing content");
                found.add(at(one));
            }
            return found;
        }

        private Outcome at(Candidate one) throws IOException, InterruptedException {
            try {
                var line = one.entry.stat().isDirectory()
                        ? directory(one)
                        : one.entry.stat().isSymbolicLink()
                                ? Entries.link(one.entry, one.before.fileName())
                                : file(one);
                return line == null
                        ? new Outcome(one, Verdict.SEND, null, null)
                        : new Outcome(one, Verdict.KEEP, Entries.settled(one.entry, line, header), null);
            } catch (PosixException e) {
                return new Outcome(one, Verdict.UNREADABLE, null, FailedEntries.reason(e));
            }
        }

        private Entry directory(Candidate one) throws IOException {
            try (var directory = root.openDirectory(one.entry.path().bytes())) {
                return Entries.directory(one.entry, Entries.xattrs(directory), one.before.fileName());
            }
        }

        /** Null if the file has to be delivered, also if it keeps changing or was replaced: the packer handles these cases. */
        private @Nullable Entry file(Candidate one) throws IOException, InterruptedException {
            for (int i = 0; i < (one.entry.mayChange() ? 1 : TRIES); i++) {
                try (var file = root.openFile(one.entry.path().bytes())) {
                    var stat = file.stat();
                    if (!stat.isRegularFile() || stat.size() != one.before.size()) {
                        return null;
                    }
                    var xattrs = Entries.xattrs(file);
                    var sha256 = content.digest(file, stat.size() + 1);
                    if (Entries.same(stat, file.stat())) {
                        return content.length() == stat.size() && sha256.equals(one.before.sha256())
                                ? Entries.file(one.entry, stat, sha256, xattrs, one.before.fileName())
                                        .withUserTar(one.before.userTar())
                                : null;
                    }
                }
            }
            return null;
        }
    }
}
