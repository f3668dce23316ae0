package io.bundlebackup.upload.chain;

import static io.bundlebackup.upload.UploadFixture.BUNDLE;
import static io.bundlebackup.upload.UploadFixture.ID;
import static io.bundlebackup.upload.UploadFixture.SESSION;
import static io.bundlebackup.upload.UploadFixture.body;
import static io.bundlebackup.upload.UploadFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.FakeBundles;
import io.bundlebackup.upload.ManifestText;
import io.bundlebackup.upload.UploadFixture;
import io.bundlebackup.upload.UploadTest;
import io.bundlebackup.upload.receive.UploadChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptManifestsTests extends UploadTest {
    private static final String ALICE = FakeBundles.OWNER;
    private static final String BOB = "bob";
    private static final String OF_BOB = "fedcba9876543210fedcba9876543210";
    private static final long TIME = 1_700_000_000;

    @TempDir
    Path staging = Path.of("");

    @BeforeEach
    void addSession() {
        fixture.change("insert into session (id, session_id, owner, type, state, created_at, idle_timeout, last_seq)"
                + " values (2, '" + OF_BOB + "', 'bob', 'BACKUP', 'RUNNING', 0, 0, 0)");
    }

    private Path manifest(int generation) throws IOException {
        return Files.writeString(staging.resolve("full"), new ManifestText(generation, 0).text());
    }

    private void keep(KeptManifests kept, String session, int generation, @Nullable Long time) throws IOException {
        var header = new ManifestHeader(BUNDLE, ManifestText.uuid(generation), null, generation);
        kept.keep(new BundleId(session, BUNDLE), manifest(generation), header, time, generation);
    }

    private void keep(int generation, @Nullable Long time) throws IOException {
        keep(fixture.parts.kept, SESSION, generation, time);
    }

    private @Nullable UUID choose(String caller, @Nullable UUID named, @Nullable Long since) {
        try (var choice = fixture.previous.choose(caller, SESSION, List.of(BUNDLE))) {
            return choice.of(BUNDLE, named, since);
        }
    }

    private boolean isKept(int generation) {
        return fixture.parts.kept.find(BUNDLE, ManifestText.uuid(generation)).isPresent();
    }

    /** A bundle of an incremental session. */
    private void addBundle(int session, String name, String state, @Nullable UUID baseline, @Nullable Long time) {
        fixture.change(
                "insert into bundle (session, name, ticket, state, queued_at, priority, timer_limit, timer_explicit, timer_used,"
                        + " send_rate, files_ready, bytes_ready, files_closed, bytes_closed, failed_count, open_files, stale_files,"
                        + " index_announced, reported, baseline, last_incremental_time) values (?, ?,"
                        + " (select count(*) from bundle), ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?, ?)",
                session,
                name,
                state,
                baseline == null ? null : baseline.toString(),
                time);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(fixture.generations())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertRefused(ProblemType type, Runnable choice) {
        assertThatThrownBy(choice::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(type));
    }

    @Test
    void keepsTheNewestOfABundle() throws IOException {
        for (int generation = 1; generation <= UploadFixture.KEPT + 1; generation++) {
            keep(generation, null);
        }

        assertThat(isKept(1)).isFalse();
        assertThat(isKept(2)).isTrue();
        assertThat(files()).hasSize(UploadFixture.KEPT);
        var newest = fixture.parts.kept.find(BUNDLE, ManifestText.uuid(4)).orElseThrow();
        assertThat(newest.file()).hasContent(new ManifestText(4, 0).text());
        assertThat(newest.newestEpoch()).isEqualTo(4);
        assertThat(newest.header().begunAt()).isEqualTo(4);
        assertThat(staging.resolve("full")).doesNotExist();
    }

    @Test
    void keepsNothingIfZeroAreToBeKept() throws IOException {
        keep(1, null);
        fixture.kept(0).clean();
        keep(fixture.kept(0), SESSION, 2, null);

        assertThat(files()).isEmpty();
        assertThat(isKept(1)).isFalse();
    }

    @Test
    void aNamedGenerationIsChosenIfItIsKept() throws IOException {
        keep(1, null);

        assertThat(choose(BOB, ManifestText.uuid(1), null)).isEqualTo(ManifestText.uuid(1));
        assertRefused(ProblemType.NO_SUCH_GENERATION, () -> choose(ALICE, ManifestText.uuid(2), null));
        assertThat(fixture.parts.kept.find("com.example.other", ManifestText.uuid(1)))
                .isEmpty();
        Files.delete(fixture.generations().resolve(ManifestText.uuid(1).toString()));
        assertRefused(ProblemType.NO_SUCH_GENERATION, () -> choose(ALICE, ManifestText.uuid(1), null));
    }

    @Test
    void aTimeChoosesTheGenerationThatGaveItToTheCaller() throws IOException {
        keep(1, TIME);
        keep(fixture.parts.kept, OF_BOB, 2, TIME + 1);

        assertThat(choose(ALICE, null, TIME)).isEqualTo(ManifestText.uuid(1));
        assertThat(choose(BOB, null, TIME)).isNull();
        assertThat(choose(BOB, null, TIME + 1)).isEqualTo(ManifestText.uuid(2));
        assertThat(choose(ALICE, null, TIME + 1)).isNull();
        assertThat(choose(ALICE, null, 0L)).isNull();
        assertThat(choose(ALICE, null, null)).isNull();
    }

    @Test
    void aTimeThatTwoGenerationsGaveChoosesNone() throws IOException {
        keep(1, TIME);
        keep(2, TIME);

        assertThat(choose(ALICE, null, TIME)).isNull();
        assertThat(choose(ALICE, ManifestText.uuid(2), TIME)).isEqualTo(ManifestText.uuid(2));
    }

    /** The client may have the generation that is gone: the other one could not be restored by it. */
    @Test
    void aTimeThatTwoGenerationsGaveChoosesNoneThoughOnlyOneIsKept() throws IOException {
        var kept = fixture.kept(1);
        keep(kept, SESSION, 1, TIME);
        keep(kept, SESSION, 2, TIME);

        assertThat(isKept(1)).isFalse();
        assertThat(choose(ALICE, null, TIME)).isNull();
    }

    @Test
    void aTimeThatABackupGaveWhoseManifestWasNotKeptChoosesNone() throws IOException {
        addBundle(1, BUNDLE, "ENDED", null, TIME);
        keep(1, TIME);
        assertThat(choose(ALICE, null, TIME)).isEqualTo(ManifestText.uuid(1));

        fixture.change("insert into session (id, session_id, owner, type, state, created_at, idle_timeout, last_seq)"
                + " values (3, 'other', 'alice', 'BACKUP', 'RUNNING', 0, 0, 0)");
        addBundle(3, BUNDLE, "ENDED", null, TIME);

        assertThat(choose(ALICE, null, TIME)).isNull();
    }

    @Test
    void anUploadedManifestCounts() throws IOException {
        keep(1, TIME);
        var text = new ManifestText(5, 0).file("a", 10, "part.0.tar").text();
        fixture.previous.put(ALICE, ID, UploadChunk.whole(body(text), bytes(text).length));

        assertThat(choose(ALICE, null, TIME)).isEqualTo(ManifestText.uuid(5));
        assertThat(choose(ALICE, ManifestText.uuid(5), null)).isEqualTo(ManifestText.uuid(5));
        assertRefused(ProblemType.INVALID_ARGUMENT, () -> choose(ALICE, ManifestText.uuid(1), null));
        assertThat(fixture.previous.find(ID).orElseThrow().header().generation())
                .isEqualTo(ManifestText.uuid(5));
    }

    @Test
    void aGenerationStaysWhileABundleThatStartsFromItWaits() throws IOException {
        keep(1, null);
        addBundle(1, BUNDLE, "QUEUED", ManifestText.uuid(1), null);
        for (int generation = 2; generation <= 6; generation++) {
            keep(generation, null);
        }
        assertThat(files()).hasSize(UploadFixture.KEPT + 1);
        fixture.restart();

        var baseline = fixture.previous.find(ID).orElseThrow();
        assertThat(baseline.header().generation()).isEqualTo(ManifestText.uuid(1));
        assertThat(baseline.file()).hasContent(new ManifestText(1, 0).text());
        fixture.previous.discard(ID);
        assertThat(baseline.file()).exists();

        fixture.change("update bundle set state = 'ENDED'");
        keep(7, null);
        assertThat(baseline.file()).doesNotExist();
        assertThat(files()).hasSize(UploadFixture.KEPT);
    }

    @Test
    void aStartRemovesRowsWithoutFilesAndFilesWithoutRows() throws IOException {
        keep(1, null);
        keep(2, null);
        Files.delete(fixture.generations().resolve(ManifestText.uuid(1).toString()));
        Files.writeString(fixture.generations().resolve("left-by-a-kill"), "x");

        fixture.restart();

        assertThat(files()).containsExactly(ManifestText.uuid(2).toString());
        assertThat(fixture.count("kept_manifest")).isOne();
    }

    @Test
    void aFailureToKeepIsNoFailureOfTheBackup() throws IOException {
        keep(1, TIME);
        fixture.change("create trigger full before insert on kept_manifest begin select raise(abort, 'full'); end");

        keep(2, TIME + 1);

        assertThat(files()).containsExactly(ManifestText.uuid(1).toString());
        assertThat(choose(ALICE, null, TIME)).isEqualTo(ManifestText.uuid(1));
        Files.delete(fixture.generations().resolve(ManifestText.uuid(1).toString()));
        Files.delete(fixture.generations());
        Files.writeString(fixture.generations(), "no directory");
        keep(3, TIME + 2);
        assertThat(isKept(3)).isFalse();
    }
}
