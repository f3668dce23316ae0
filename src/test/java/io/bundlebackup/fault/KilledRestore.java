package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.SavedBackup;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** A restore of a saved backup, to data that is old at the begin of a round. The service is killed while the backup is uploaded. */
class KilledRestore extends KilledOperation {
    private static final int CHUNK = 128 << 10;

    final Path data;
    final SavedBackup backup;
    final Picture old;
    private final String target;
    private final Path former;

    /** Whether each upload was acknowledged: after that it is published, and nothing may be uploaded. */
    private boolean uploaded;

    /** @param former a directory with the old data */
    KilledRestore(String name, Path data, Path former, SavedBackup backup) {
        super(name, SavedBackup.SOURCE);
        this.target = String.valueOf(Objects.requireNonNull(data.getParent()).getFileName());
        this.data = data;
        this.former = former;
        this.backup = backup;
        this.old = Picture.of(former);
    }

    @Override
    void prepare(Client client) throws IOException {
        super.prepare(client);
        uploaded = false;
        TarTools.run("rm", "-rf", data.toString());
        TarTools.run("cp", "-a", former.toString(), data.toString());
    }

    @Override
    void carryOn(Client client) throws IOException {
        var session = uploaded(client);
        publish(client, session);
        session.awaitBundle(bundle, "outcome", "completed");
    }

    final BackupSession uploaded(Client client) throws IOException {
        var session = create(
                client,
                RestoreSession.request(
                        "[" + SavedBackup.restored(bundle, target) + "]", RestoreSession.capabilities(bundle)));
        if (!uploaded) {
            backup.uploadManifest(client, session);
            for (var file : backup.files()) {
                upload(client, SavedBackup.url(session, SavedBackup.name(file)), Files.readAllBytes(file));
            }
            uploaded = true;
        }
        return session;
    }

    private static void upload(Client client, String url, byte[] content) {
        var found = client.get(url);
        int offset =
                found.status() == 404 ? 0 : found.is(200).json().path("offset").asInt(-1);
        while (offset < content.length) {
            int end = Math.min(offset + CHUNK, content.length);
            var range = "bytes " + offset + "-" + (end - 1) + "/" + content.length;
            var answer = client.upload(
                    url, BodyPublishers.ofByteArray(Arrays.copyOfRange(content, offset, end)), "Content-Range", range);
            assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
            offset = end;
        }
    }

    final void publish(Client client, BackupSession session) {
        post(client, session.bundleUrl(bundle, "/publish"), "{}");
    }

    @Override
    void check(JsonNode end, String what) throws IOException {
        assertCompleted(end, what);
        var kept = "previous-" + session().id();
        Restored.awaitBeside(data, target, List.of(kept));
        Picture.of(Restored.beside(data, target).resolve(kept).resolve("tree"))
                .assertSameAs(old, what + ": what is kept");
    }

    /** Everything is uploaded before the time runs: the service is killed while it verifies and applies. */
    static final class Published extends KilledRestore {
        private int replaced;

        Published(String name, Path data, Path former, SavedBackup backup) {
            super(name, data, former, backup);
        }

        @Override
        void prepare(Client client) throws IOException {
            super.prepare(client);
            uploaded(client);
        }

        @Override
        void afterKill(String what) {
            var found = Picture.of(data);
            if (!found.equals(old)) {
                found.assertSameAs(backup.picture(), what + ": neither the old tree nor the new one");
                replaced++;
            }
        }

        /** How often the new tree was in place when the service was killed. */
        int replaced() {
            return replaced;
        }
    }
}
