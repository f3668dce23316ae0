package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.session.work.BundleFailedException;
import java.nio.file.Files;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** A backup goes on after a kill at any step, as if nothing had happened. */
class KilledBackupTests {
    private static BackupFixture tree() throws Exception {
        var backup = new BackupFixture();
        for (int i = 0; i < 12; i++) {
            backup.file("d" + i % 3 + "/small" + i, 900);
        }
        backup.file("big", 5_000);
        backup.file("e/linked", 6_000);
        backup.link("e/other", "e/linked");
        backup.link("f/third", "e/linked");
        backup.link("f/small", "d0/small0");
        Files.createDirectories(backup.at("g/empty"));
        return backup;
    }

    @Test
    void atAnyStepIsExact() throws Exception {
        boolean killed = true;
        int step = 0;
        for (; killed; step++) {
            try (var backup = tree()) {
                killed = backup.backUpKilledAt(step);

                assertThat(new HashSet<>(backup.client.announced))
                        .as("step %d", step)
                        .hasSameSizeAs(backup.client.announced);
                backup.assertTotalsReached();
                backup.assertManifestsAgree();
                backup.assertSameFiles();
            }
        }
        assertThat(step).isGreaterThan(15);
    }

    @Test
    void twiceIsExact() throws Exception {
        for (int step = 2; step < 10; step += 3) {
            try (var backup = tree()) {
                backup.client.killedAt(step);
                try {
                    backup.backUp();
                } catch (ImmediateClient.Killed e) {
                    backup.client.restarted();
                }
                backup.backUpKilledAt(step);

                backup.assertTotalsReached();
                backup.assertManifestsAgree();
                backup.assertSameTree();
            }
        }
    }

    /** The scan is on disk: what comes into the tree later belongs to the next backup. */
    @Test
    void afterTheScanDoesNotScanAgain() throws Exception {
        try (var backup = tree()) {
            backup.client.killedAt(4);
            try {
                backup.backUp();
            } catch (ImmediateClient.Killed e) {
                backup.client.restarted();
            }
            assertThat(backup.client.announced).isNotEmpty();
            backup.file("a-new-file", 10);

            backup.backUp();

            assertThat(backup.lines()).noneMatch(line -> line.startsWith("a-new-file"));
            backup.assertManifestsAgree();
        }
    }

    private static BackupFixture killedWithPartsAndBootedAgain() throws Exception {
        var backup = tree();
        backup.client.killedAt(8);
        try {
            backup.backUp();
        } catch (ImmediateClient.Killed e) {
            backup.client.restarted();
        }
        var record = backup.staged().scanRecord();
        Files.writeString(record, Files.readString(record).replaceFirst("\"boot\":\"[^\"]*\"", "\"boot\":\"earlier\""));
        return backup;
    }

    @Test
    void afterAPowerCutThatDamagedNothingIsExact() throws Exception {
        try (var backup = killedWithPartsAndBootedAgain()) {
            backup.backUp();

            backup.assertTotalsReached();
            backup.assertManifestsAgree();
            backup.assertSameTree();
        }
    }

    /** The client has the part, and nothing else lists what is in it. */
    @Test
    void afterAPowerCutThatDamagedTheManifestOfAClosedPartFails() throws Exception {
        try (var backup = killedWithPartsAndBootedAgain()) {
            var part = backup.client.announced.stream()
                    .filter(DeliveredName::isPart)
                    .findFirst()
                    .orElseThrow();
            Files.writeString(backup.staged().manifest(part), "");

            assertThatThrownBy(backup::backUp)
                    .isInstanceOfSatisfying(
                            BundleFailedException.class,
                            e -> assertThat(e.failure().code()).isEqualTo(13900005));
        }
    }
}
