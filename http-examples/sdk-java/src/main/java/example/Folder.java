package example;

import io.bundlebackup.sdk.ApiException;
import io.bundlebackup.sdk.model.BundleOutcome;
import io.bundlebackup.sdk.model.CapabilityFile;
import io.bundlebackup.sdk.model.DeliveredFile;
import io.bundlebackup.sdk.model.FileKind;
import io.bundlebackup.sdk.model.SessionBundle;
import io.bundlebackup.sdk.model.SessionType;
import io.bundlebackup.sdk.model.UploadRequest;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A bundle's folder with a backup and its increments, as backup.sh and restore.sh have it. Only one program may use it at a time. */
final class Folder {
    private final Service service;
    private final Path directory;
    private final String bundleName;
    /** The lines of {@code .session}: key, type, the index that the run starts from, what the names of its files begin with. */
    private List<String> run = List.of("", "", "", "");

    Folder(Service service, String parent, String bundleName) throws IOException {
        this.service = service;
        this.bundleName = bundleName;
        directory = Path.of(parent, bundleName.replace(':', '+'));
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (Files.exists(path(".session"))) {
            run = Arrays.asList((Files.readString(path(".session")) + "\n\n\n\n").split("\n", -1)).subList(0, 4);
        }
    }

    /** Begins a backup or an increment, or goes on with the interrupted run. Answers the key that names the session of the run. */
    String begin(SessionType type) throws IOException {
        boolean isFull = type == SessionType.BACKUP;
        if (run.get(0).isEmpty()) {
            if (isFull == (index() != null)) {
                throw new IOException(directory + (isFull ? " has a backup: add an increment." : " has no backup to add to."));
            }
            remember(List.of(UUID.randomUUID().toString(), type.getValue(), isFull ? "" : index(), ""));
        } else if (!run.get(1).equals(type.getValue())) {
            throw new IOException("An interrupted " + run.get(1) + " in " + directory + " has to be finished first.");
        }
        return run.get(0);
    }

    /** Fetches a file, with what an earlier connection or run has left, checks the SHA-256 and flushes the file to the disk. */
    void save(String sessionId, DeliveredFile file) throws ApiException, IOException {
        var uri = file.getUri();
        var prefix = uri.matches("\\d+_.*") ? uri.substring(0, uri.indexOf('_') + 1) : "";
        if (!prefix.equals(run.get(3))) {
            remember(List.of(run.get(0), run.get(1), run.get(2), prefix));
        }
        fetch(uri, file.getSha256(), range -> service.files.getFile(sessionId, bundleName, uri, file.getSha256(), range, null, null, null));
        if (file.getKind() == FileKind.INDEX) {
            fetch(uri + ".manifest", file.getManifestSha256(),
                    range -> service.files.getFileManifest(sessionId, bundleName, uri, file.getSha256()));
        }
    }

    private void fetch(String name, String sha256, Service.Take<String> get) throws ApiException, IOException {
        var partial = path(name + ".partial");
        if (Files.exists(path(name))) {
            Files.move(path(name), partial, StandardCopyOption.REPLACE_EXISTING);
        }
        service.downloadTo(partial);
        for (int tries = 0; ; tries++) {
            long had = Files.exists(partial) ? Files.size(partial) : 0;
            try {
                get.accept(had > 0 ? "bytes=" + had + "-" : null);
            } catch (ApiException e) {
                if (e.getCause() instanceof IOException && tries < Service.TRIES) { // the connection broke: go on with the rest
                    tries = Files.exists(partial) && Files.size(partial) > had ? 0 : tries;
                    continue;
                } else if (e.getCode() != 416) { // 416: there are no more bytes
                    throw e;
                }
            }
            if (HexFormat.of().formatHex(digest(partial)).equals(sha256)) {
                keep(name);
                return;
            }
            Files.delete(partial); // the beginning is of an earlier content
            if (tries >= Service.TRIES) {
                throw new IOException(name + " does not arrive.");
            }
        }
    }

    /** Ends the run if the bundle was backed up; if not, removes what came, so that the next run begins anew. */
    SessionBundle finish(String sessionId) throws ApiException, IOException {
        var outcome = service.end(sessionId, bundleName).getOutcome();
        if (outcome == BundleOutcome.COMPLETED) {
            write("capabilities.json", service.getObjectMapper().writeValueAsString(service.sessions.getSessionCapabilities(sessionId)));
        } else {
            for (var name : names()) {
                if (isOfThisRun(name)) {
                    Files.delete(path(name));
                }
            }
        }
        Files.deleteIfExists(path(".session"));
        if (outcome != BundleOutcome.COMPLETED) {
            throw new IOException(bundleName + " was not backed up: " + outcome);
        }
        return service.bundles.getSessionBundle(sessionId, bundleName);
    }

    /** Sends a file of a restore; goes on behind what the service already has. */
    void send(String sessionId, String uri) throws ApiException, IOException {
        var digest = "sha-256=:" + Base64.getEncoder().encodeToString(digest(path(uri))) + ":";
        var upload = service.uploads.requestUpload(sessionId, bundleName, new UploadRequest().uri(uri), null);
        for (int tries = 0; !upload.getComplete(); tries++) {
            long had = upload.getOffset();
            try {
                service.uploads.patchUpload(sessionId, bundleName, uri, had, "?1", new Service.Rest(path(uri), had), null, digest, null);
                return;
            } catch (ApiException e) {
                if (tries == Service.TRIES) {
                    throw e;
                } else if (!(e.getCause() instanceof IOException)) {
                    service.problemOf(e, "offset-mismatch", "invalid-request");
                }
            }
            upload = service.uploads.getUpload(sessionId, bundleName, uri);
            tries = upload.getOffset() > had ? 0 : tries;
        }
    }

    /** The index of the newest finished backup: the one that no other calls its parent. */
    String index() throws IOException {
        var headers = new ArrayList<Map<String, String>>();
        for (var name : names()) {
            if (name.endsWith("manage.json.manifest") && !isOfThisRun(name)) {
                headers.add(header(name));
            }
        }
        var parents = headers.stream().map(header -> header.getOrDefault("parent", "")).toList();
        return headers.stream()
                .filter(header -> !parents.contains(header.get("generation")))
                .max(Comparator.comparing(header -> Long.valueOf(header.get("begunAt"))))
                .map(header -> header.get("index"))
                .orElse(null);
    }

    /** When the newest finished backup began, in seconds: {@code lastIncrementalTime} of the next increment. */
    long begunAt() throws IOException {
        return Long.parseLong(header(manifest().getName()).get("begunAt")) / 1000;
    }

    File manifest() throws IOException {
        return path(index() + ".manifest").toFile();
    }

    CapabilityFile capabilities() throws IOException {
        return service.getObjectMapper().readValue(path("capabilities.json").toFile(), CapabilityFile.class);
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    private List<String> names() throws IOException {
        try (var all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    private boolean isOfThisRun(String name) {
        return run.get(1).equals("backup") ? !name.equals(".session") : !run.get(3).isEmpty() && name.startsWith(run.get(3));
    }

    private Map<String, String> header(String manifest) throws IOException {
        try (var lines = Files.newBufferedReader(path(manifest))) {
            var fields = (lines.readLine() + "&index=" + manifest.replace(".manifest", "")).split("&");
            return Arrays.stream(fields).map(field -> field.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        }
    }

    private void remember(List<String> lines) throws IOException {
        run = lines;
        write(".session", String.join("\n", lines));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(path(name + ".partial"), text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        keep(name);
    }

    private void keep(String name) throws IOException {
        Files.move(path(name + ".partial"), path(name), StandardCopyOption.ATOMIC_MOVE);
        try (var opened = FileChannel.open(directory)) {
            opened.force(true);
        }
    }

    private static byte[] digest(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return in.getMessageDigest().digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
