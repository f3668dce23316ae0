package io.bundlebackup.journey;

import io.bundlebackup.archive.pack.PackedTree;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.client.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A backup of a tree as a client has it, and how it restores that, step by step. It is of a bundle that nobody has, so each restore names
 * another that gets it.
 */
public record SavedBackup(Path uploads, Path manifest, Picture picture) {
    /** The bundle that it is of. */
    public static final String SOURCE = "com.example";

    private static final String CAPABILITIES = """
            {"bundleInfos":[{"name":"com.example","versionCode":1,"versionName":"1","spaceOccupied":0,"allToBackup":true,
              "extensionName":"BackupExtensionAbility"},
             {"name":"com.example.first","versionCode":1,"versionName":"1","spaceOccupied":0,"allToBackup":true,
              "extensionName":"BackupExtensionAbility"}]}""";

    /** Makes it of a tree; the directory has to be empty. */
    public static SavedBackup of(Path work, SourceTree.Node... tree) {
        return of(work, 1 << 30, tree);
    }

    /** @param bigFile files above so many bytes are not in parts */
    public static SavedBackup of(Path work, long bigFile, SourceTree.Node... tree) {
        try {
            var source = Files.createDirectories(work.resolve("source"));
            SourceTree.tree(tree).plant(source);
            var packed = PackedTree.of(source, work, new ScanLimits(bigFile, 4 << 20, 2_000));
            return new SavedBackup(packed.uploads(), packed.manifest(), Picture.of(source));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A session that restores it to a bundle, to which nothing was uploaded yet. */
    public static BackupSession begin(Client client, String target) {
        return beginAll(client, restored(SOURCE, target));
    }

    /** @param bundles as {@link #restored} tells them */
    public static BackupSession beginAll(Client client, String... bundles) {
        return client.create("{\"type\":\"restore\",\"remoteCapabilities\":" + CAPABILITIES + ",\"bundles\":["
                + String.join(",", bundles) + "]}");
    }

    /** As a bundle of a session. */
    public static String restored(String source, String target) {
        return "{\"bundleName\":\"" + source + "\",\"restoreTo\":\"" + target + "\"}";
    }

    public static String url(BackupSession session, String uri) {
        return session.bundleUrl(SOURCE, "/uploads/" + uri);
    }

    public void uploadManifest(Client client, BackupSession session) {
        client.upload(url(session, "manage.json/manifest"), file(manifest)).is(204);
    }

    public void uploadAll(Client client, BackupSession session) {
        uploadManifest(client, session);
        for (var file : files()) {
            client.upload(url(session, name(file)), file(file)).is(200);
        }
    }

    public List<Path> files() {
        try (var all = Files.list(uploads)) {
            return all.filter(file -> !name(file).endsWith(".manifest"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static BodyPublisher file(Path file) {
        try {
            return BodyPublishers.ofFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Answer publish(Client client, BackupSession session) {
        return client.post(session.bundleUrl(SOURCE, "/publish"), "{}");
    }

    public static Answer tryOut(Client client, BackupSession session) {
        return client.post(session.bundleUrl(SOURCE, "/publish"), "{\"dryRun\":true}");
    }

    /** All of it, to its end. */
    public BackupSession restore(Client client, String target) {
        var session = begin(client, target);
        uploadAll(client, session);
        publish(client, session).is(202);
        return session;
    }
}
