package io.bundlebackup.journey.incremental;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Backs up again what has changed, over HTTP, and restores from all generations together. */
abstract class IncrementalJourneyTest extends JourneyTest {
    final BackupSession open() {
        return alice.create("{\"type\":\"incrementalBackup\"}");
    }

    final Path saved(String bundle) {
        return folder.resolve(bundle);
    }

    final Path manifest(String bundle, String uri) {
        return saved(bundle).resolve(uri + ".manifest");
    }

    final Answer give(BackupSession session, String bundle, byte[] manifest) {
        return alice.put(session.url("/manifests/" + bundle), manifest);
    }

    final void give(BackupSession session, String bundle, String index) throws IOException {
        give(session, bundle, Files.readAllBytes(manifest(bundle, index))).is(204);
    }

    final String full(String bundle) {
        var session = alice.backUp(bundle);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        return "manage.json";
    }

    /** The next generation, from this one; the name of its index. */
    final String increment(String bundle, String from) throws IOException {
        var session = open();
        give(session, bundle, from);
        session.append(Client.appended(800, bundle)).is(202);
        return finish(session, bundle);
    }

    final String finish(BackupSession session, String bundle) {
        session.pull(folder);
        assertThat(end(session, bundle).path("data").path("outcome").asString(""))
                .isEqualTo("completed");
        session.recorder().await("onAllBundlesEnd");
        return session.awaitFile(bundle, "index").uri();
    }

    static JsonNode end(BackupSession session, String bundle) {
        return session.recorder().await("onBundleEnd", bundle);
    }

    final TreeSet<String> delivered(String bundle, String index) throws IOException {
        var prefix = index.substring(0, index.indexOf("manage"));
        var names = new TreeSet<String>();
        try (Stream<Path> all = Files.list(saved(bundle))) {
            all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && !name.endsWith(".manifest"))
                    .filter(name -> !prefix.isEmpty() || !name.matches("[0-9]{13}_.*"))
                    .map(name -> name.substring(prefix.length()))
                    .forEach(names::add);
        }
        return names;
    }

    final ManifestHeader header(String bundle, String index) throws IOException {
        try (var reader = new ManifestReader(Files.newInputStream(manifest(bundle, index)))) {
            return reader.header();
        }
    }

    final List<Entry> entries(String bundle, String index) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var reader = new ManifestReader(Files.newInputStream(manifest(bundle, index)))) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    final void restore(String bundle, String... without) throws IOException {
        for (var index : without) {
            Files.delete(manifest(bundle, index));
        }
        var restore = RestoreSession.of(alice, bundle);
        restore.uploadAll(bundle, saved(bundle), new Random(7));
        restore.restore(bundle);
        // A restore holds its bundle until it has ended; a big file has its upload's name too until that goes.
        restore.session().recorder().await("onAllBundlesEnd");
        await().until(() -> service.uploaded(restore.session().id()).isEmpty());
    }

    final void write(String bundle, String path, String text) throws IOException {
        var file = service.source(bundle).resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
