package io.bundlebackup.backup;

import io.bundlebackup.archive.pack.BigFile;
import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the last file of a backup, {@code manage.json}, which names every delivered file, and its manifest, the full manifest of the
 * bundle. Both are streamed from the disk: the plan, the manifests of the parts, and the rows of big files.
 */
final class Index {
    private static final Logger log = LoggerFactory.getLogger(Index.class);
    private static final int PART_MODE = 0100600;

    private final Backup backup;
    private final BundleTask task;
    private final StagedBundle staged;
    private final JsonMapper mapper;

    Index(Backup backup, JsonMapper mapper) {
        this.backup = backup;
        this.task = backup.task();
        this.staged = backup.staged();
        this.mapper = mapper;
    }

    DeliveredFile write() throws IOException, InterruptedException {
        var digest = Digests.sha256();
        var uri = staged.index();
        var partial = staged.partial(uri);
        try (var out = new DigestOutputStream(Files.newOutputStream(partial), digest)) {
            writeJson(out);
        }
        var sha256 = HexFormat.of().formatHex(digest.digest());
        var manifestSha256 = new FullManifest(backup).write(staged.manifest(uri));
        linkManifest(uri);
        staged.complete(uri);
        return new DeliveredFile(uri, FileKind.INDEX, Files.size(staged.file(uri)), sha256, manifestSha256, 0, 0, null);
    }

    /** Once the client has closed the index, this link is what is left of the full manifest. */
    private void linkManifest(String uri) {
        try {
            Files.deleteIfExists(staged.full());
            Files.createLink(staged.full(), staged.manifest(uri));
        } catch (IOException | UnsupportedOperationException e) {
            log.warn(
                    "The manifest of a backup of {} cannot be kept: the file system of the data directory makes no hard link: {}",
                    task.bundle().name(),
                    e.toString());
        }
    }

    private void writeJson(OutputStream out) throws IOException {
        try (var plan = new PackPlan.Reader(staged.scanned().plan());
                JsonGenerator json = mapper.createGenerator(out)) {
            json.writeStartArray();
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                switch (unit) {
                    case PackUnit.Part part -> writePart(json, part);
                    case PackUnit.BigFile big ->
                        BigFiles.announced(task, big.uri()).ifPresent(file -> writeBig(json, file));
                    case PackUnit.HardLink further ->
                        BigFiles.announced(task, further.uri()).ifPresent(file -> writeBig(json, file));
                }
            }
            json.writeEndArray();
        }
    }

    private void writePart(JsonGenerator json, PackUnit.Part part) {
        task.deliveredFile(part.uri()).ifPresent(entry -> {
            var file = entry.file();
            var packed = new UnixTime(Math.floorDiv(backup.header().begunAt(), 1000L), 0);
            json.writeStartObject();
            json.writeStringProperty("fileName", file.uri());
            json.writeObjectPropertyStart("information");
            json.writeStringProperty("path", file.uri());
            writeStat(json, file.size(), PART_MODE, packed, packed);
            json.writeEndObject();
            json.writeBooleanProperty("isUserTar", false);
            json.writeBooleanProperty("isBigFile", false);
            json.writeStringProperty("sha256", file.sha256());
            json.writeEndObject();
        });
    }

    private void writeBig(JsonGenerator json, BigFile big) {
        var entry = big.entry();
        json.writeStartObject();
        json.writeStringProperty("fileName", entry.fileName());
        json.writeObjectPropertyStart("information");
        json.writeStringProperty("path", entry.path().encoded());
        if (entry.path().needsEncoding()) {
            json.writeNumberProperty("encodeFlag", 1);
        }
        writeStat(json, entry.size(), entry.mode(), big.accessed(), entry.mtime());
        json.writeEndObject();
        json.writeBooleanProperty("isUserTar", entry.userTar());
        json.writeBooleanProperty("isBigFile", true);
        json.writeStringProperty("sha256", String.valueOf(entry.sha256()));
        json.writeEndObject();
    }

    private static void writeStat(JsonGenerator json, long size, int mode, UnixTime accessed, UnixTime modified) {
        json.writeObjectPropertyStart("stat");
        json.writeNumberProperty("st_size", size);
        json.writeNumberProperty("st_mode", mode);
        writeTime(json, "st_atim", accessed);
        writeTime(json, "st_mtim", modified);
        json.writeEndObject();
    }

    private static void writeTime(JsonGenerator json, String name, UnixTime time) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("tv_sec", time.seconds());
        json.writeNumberProperty("tv_nsec", time.nanos());
        json.writeEndObject();
    }
}
