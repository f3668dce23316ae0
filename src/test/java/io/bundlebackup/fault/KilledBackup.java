package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.journey.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** A backup, into a folder that is empty at the begin of a round. */
class KilledBackup extends KilledOperation {
    /** What the client has. */
    final Path folder;

    final Path data;

    KilledBackup(String name, Path data, Path folders) {
        super(name, String.valueOf(Objects.requireNonNull(data.getParent()).getFileName()));
        this.data = data;
        this.folder = folders.resolve(name);
    }

    @Override
    void prepare(Client client) throws IOException {
        super.prepare(client);
        TarTools.run("rm", "-rf", folder.toString());
    }

    @Override
    void carryOn(Client client) throws IOException {
        create(client, "{\"type\":\"backup\",\"bundles\":" + Client.appended(800, bundle) + "}")
                .pull(folder);
    }

    @Override
    void check(JsonNode end, String what) throws IOException {
        assertCompleted(end, what);
    }

    /** Whether the folder has a backup after this round. */
    boolean isComplete() {
        return true;
    }

    /** Of an application that is held from onBackup to onBackupEnd. */
    static final class Held extends KilledBackup {
        static final String FACTS = """
            {"versionCode":1000000,"versionName":"1.0.0","extension":{
             "onBackup":["sh","-c","echo x >> ../begun"],"onBackupEnd":["sh","-c","echo x >> ../ended"]}}
            """;

        private boolean completed;

        Held(String name, Path data, Path folders) {
            super(name, data, folders);
        }

        private Path beside(String file) {
            return data.resolveSibling(file);
        }

        @Override
        void prepare(Client client) throws IOException {
            super.prepare(client);
            Files.deleteIfExists(beside("begun"));
            Files.deleteIfExists(beside("ended"));
        }

        /** What was read before and after the application was let go would be two moments in one backup. */
        @Override
        void check(JsonNode end, String what) {
            // A kill between the mark and the start of onBackup leaves the mark alone.
            if (Files.exists(beside("begun"))) {
                assertThat(beside("ended")).as(what).exists();
            }
            completed = outcome(end).equals("completed");
            if (!completed) {
                assertThat(outcome(end)).as(what).isEqualTo("failed");
                assertThat(end.path("err").path("code").asInt(0)).as(what).isEqualTo(13500004);
            }
        }

        @Override
        boolean isComplete() {
            return completed;
        }
    }

    /** A further generation of what is in the folder, which begins anew after some. */
    static final class Chain extends KilledBackup {
        private static final int LONGEST = 6;

        private int rounds;
        private String newest = "";

        Chain(String name, Path data, Path folders) {
            super(name, data, folders);
        }

        @Override
        void prepare(Client client) throws IOException {
            if (rounds % LONGEST == 0) {
                super.prepare(client);
                newest = "";
            } else {
                beginRound(client);
            }
            rounds++;
            Files.writeString(data.resolve("d" + rounds % 8 + "/new" + rounds), "new " + rounds);
            Files.deleteIfExists(data.resolve("d" + (rounds + 4) % 8 + "/new" + (rounds - 4)));
            Files.write(data.resolve("big1"), new byte[2_500_000 + rounds]);
        }

        private void beginRound(Client client) throws IOException {
            var kept = folder.resolveSibling("kept");
            TarTools.run("mv", folder.toString(), kept.toString());
            super.prepare(client);
            TarTools.run("mv", kept.toString(), folder.toString());
        }

        @Override
        void carryOn(Client client) throws IOException {
            var session = create(client, "{\"type\":\"incrementalBackup\"}");
            if (session.view().path("bundles").isEmpty()) {
                if (!newest.isEmpty()) {
                    var manifest = folder.resolve(bundle).resolve(newest + ".manifest");
                    client.put(session.url("/manifests/" + bundle), Files.readAllBytes(manifest))
                            .is(204);
                }
                post(client, session.url("/bundles"), "{\"bundles\":" + Client.appended(800, bundle) + "}");
            }
            session.pull(folder);
        }

        @Override
        void check(JsonNode end, String what) throws IOException {
            super.check(end, what);
            newest = session().awaitFile(bundle, "index").uri();
        }
    }
}
