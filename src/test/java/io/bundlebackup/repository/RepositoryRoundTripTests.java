package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.place.DirectoryPlace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What we write restic reads, and the other way round. */
@ExtendWith(Restic.Required.class)
class RepositoryRoundTripTests {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path scratch;

    private Path directory;
    private Restic restic;
    private RepositorySettings settings;

    @BeforeEach
    void prepare() {
        directory = scratch.resolve("repository");
        restic = new Restic(directory, scratch, TestSnapshots.PASSWORD);
        settings = RepositorySettings.standard(scratch.resolve("cache"))
                .withPackSize(1 << 20)
                .withCost(new ScryptCost(1 << 10, 8, 1));
    }

    @Test
    void resticChecksAndReadsWhatWeWrote() throws Exception {
        long seed = 17;
        var contents = TestSnapshots.contents(new Random(seed), 300, 60_000);
        contents.put("large", new byte[3_000_000]);
        try (var repository = Repository.create(new DirectoryPlace(directory), TestSnapshots.PASSWORD, settings)) {
            var snapshot = TestSnapshots.store(repository, contents);

            restic.check();
            assertThat(restic.run("cat", "snapshot", snapshot.toString())).contains("run:1");
            for (var content : contents.entrySet().stream().limit(3).toList()) {
                assertThat(restic.run("dump", snapshot.toString(), "/" + content.getKey()))
                        .isEqualTo(new String(content.getValue(), StandardCharsets.ISO_8859_1));
            }
            var target = scratch.resolve("target");
            restic.restore(snapshot.toString(), target);
            for (var content : contents.entrySet()) {
                assertThat(target.resolve(content.getKey())).hasBinaryContent(content.getValue());
            }
        }
    }

    @Test
    void weReadWhatResticWrote() throws Exception {
        long seed = 18;
        var source = Files.createDirectory(scratch.resolve("source"));
        var contents = TestSnapshots.contents(new Random(seed), 100, 60_000);
        for (var content : contents.entrySet()) {
            Files.write(source.resolve(content.getKey()), content.getValue());
        }
        restic.init();
        restic.backup(source);

        try (var repository = Repository.open(new DirectoryPlace(directory), TestSnapshots.PASSWORD, settings)) {
            assertThat(repository.snapshots()).hasSize(1);
            var snapshot =
                    JSON.readTree(repository.loadSnapshot(repository.snapshots().getFirst()));
            assertThat(snapshot.path("paths").get(0).stringValue()).isEqualTo(source.toString());
            var files = TestSnapshots.read(repository, repository.snapshots().getFirst());
            assertThat(files.keySet()).isEqualTo(contents.keySet());
            for (var file : files.entrySet()) {
                assertThat(file.getValue()).isEqualTo(contents.get(file.getKey()));
            }
        }
    }

    @Test
    void weAndResticShareContentInOneRepository() throws Exception {
        restic.init();
        var content = new byte[100_000];
        new Random(19).nextBytes(content);
        var source = Files.createDirectory(scratch.resolve("source"));
        Files.write(source.resolve("a"), content);
        restic.backup(source);

        try (var repository = Repository.open(new DirectoryPlace(directory), TestSnapshots.PASSWORD, settings)) {
            try (var writer = repository.writer()) {
                var stored = writer.save(BlobType.DATA, ByteBuffer.wrap(content));
                assertThat(stored.storedBytes()).isZero();
            }
            TestSnapshots.store(repository, Map.of("b", content));
        }

        restic.check();
        assertThat(JSON.readTree(restic.snapshots()).size()).isEqualTo(2);
    }
}
