package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.crypto.SealKey;
import io.bundlebackup.repository.pack.SealedFiles;
import io.bundlebackup.repository.pack.ToolPool;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.MemoryPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Small files of a repository that were changed a little, as a foreign program or damage may: read or refused. */
class MutatedRepositoryProperties {
    private final SealKey key = SealKey.random(new SecureRandom());

    @Test
    void readsOrRefusesChangedConfigs() throws Exception {
        var config = RepositoryConfig.random().json();
        Fuzz.of("config", DamagedFileException.class, UnsupportedVersionException.class)
                .run(List.of(config), mutator -> mutator.json(config, config), json -> {
                    var read = RepositoryConfig.parse(json);
                    assertThat(RepositoryConfig.parse(read.json())).isEqualTo(read);
                });
    }

    @Test
    void readsOrRefusesChangedLocks() throws Exception {
        var lock = LockFile.own(Instant.now(), true).json();
        Fuzz.of("lock", IOException.class).run(List.of(lock), mutator -> mutator.json(lock, lock), json -> {
            var read = LockFile.parse(json);
            assertThat(read.isStale(Instant.now())).isIn(true, false);
            assertThat(read.toString()).isNotEmpty();
        });
    }

    /** Marks that cannot be read are as if there were none. */
    @Test
    void readsChangedMarksOfPacksOrNone() throws Exception {
        var files = new VaultFiles(new SealedFiles(new MemoryPlace(), new ToolPool(key, 1)));
        var marks = new PackMarks(files);
        marks.save(Map.of(new BlobId(1, 2, 3, 4), Instant.EPOCH, new BlobId(5, 6, 7, 8), Instant.now()));
        var sound = files.load("marks").orElseThrow();
        Fuzz.of("marks", UnmarkedException.class).run(List.of(sound), mutator -> mutator.json(sound, sound), json -> {
            files.save("marks", json);
            var read = marks.load();
            if (read.isEmpty()) {
                throw new UnmarkedException();
            }
            marks.save(read);
            assertThat(marks.load()).isEqualTo(read);
        });
    }

    private static final class UnmarkedException extends Exception {}

    @Test
    void readsOrRefusesWhatChangedTreesNeed() throws Exception {
        var id = "ab".repeat(32);
        var tree =
                ("{\"nodes\":[{\"name\":\"a\",\"type\":\"file\",\"content\":[\"%s\",\"%s\"]},{\"name\":\"d\",\"subtree\":\"%s\"},"
                                + "{\"name\":\"x\",\"extended_attributes\":[{\"name\":\"user.a\",\"value\":\"QQ==\"}]}]}")
                        .formatted(id, id, id)
                        .getBytes(StandardCharsets.UTF_8);
        Fuzz.of("references of a tree", IOException.class)
                .run(List.of(tree), mutator -> mutator.json(tree, tree), json -> {
                    var found = new ArrayList<BlobId>();
                    TreeReferences.parse(json).forEach(new TreeReferences.Listener() {
                        @Override
                        public void tree(BlobId tree) {
                            found.add(tree);
                        }

                        @Override
                        public void data(BlobId data) {
                            found.add(data);
                        }
                    });
                    assertThat(found).hasSizeLessThanOrEqualTo(json.length / 64);
                });
    }
}
