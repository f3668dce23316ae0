package io.bundlebackup.journey.backup;

import static io.bundlebackup.journey.SourceTree.bytes;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.BackupSession.Delivered;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.JourneyTest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Big files are read where they lie, and their application goes on writing. */
class ChangedFileJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = (2 << 20) + 1;

    private String bundle = "";
    private Path big = Path.of("");

    @BeforeEach
    void make() {
        bundle = service.bundle(file("big.bin", BIG), file("small", "hi"));
        big = service.source(bundle).resolve("big.bin");
    }

    private void change(int round) throws IOException {
        Files.write(big, bytes("round " + round, BIG + round));
    }

    private Delivered announced(BackupSession session, int number) {
        return session.awaitFile(bundle, file -> file.kind().equals("file"), number);
    }

    private void assertCompletedWithTheNewContent(BackupSession session) throws Exception {
        session.pull(folder);
        var end = session.recorder().await("onBundleEnd", bundle);
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo("completed");
        assertThat(end.path("data").has("lastIncrementalTime")).isTrue();
    }

    @Test
    void aChangeBeforeTheFirstByteIsRefusedAndAnnouncedAnew() throws Exception {
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        change(1);

        session.fetch(first).isProblem(409, "file-changed", 13900001);
        var second = announced(session, 2);

        assertThat(second.uri()).isEqualTo(first.uri());
        assertThat(second.contentUrl()).isNotEqualTo(first.contentUrl());
        session.fetch(first).isProblem(410, "file-closed", 13900020);
        alice.get(first.manifestUrl()).isProblem(410, "file-closed", 13900020);
        assertThat(alice.get(second.manifestUrl()).is(200).text()).contains(second.sha256());
        assertThat(session.fetch(second).is(200).body()).isEqualTo(bytes("round 1", BIG + 1));
        assertThat(alice.get(second.fileUrl()).is(200).header("ETag")).contains("\"" + second.sha256() + "\"");
        alice.delete(second.fileUrl()).isProblem(409, "receipt-mismatch", 13900001);
        session.close(first).isProblem(409, "receipt-mismatch", 13900001);
        assertCompletedWithTheNewContent(session);
        session.close(second).is(204);
    }

    @Test
    void aChangeBetweenFetchingAndClosingIsRefusedAndAnnouncedAnew() throws Exception {
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        session.fetch(first).is(200);
        change(1);

        session.close(first).isProblem(409, "file-changed", 13900001);

        assertThat(announced(session, 2).size()).isEqualTo(BIG + 1);
        assertCompletedWithTheNewContent(session);
    }

    @Test
    void aChangeOfTheTimeAloneIsAChangeToo() throws Exception {
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        Files.setLastModifiedTime(big, FileTime.from(Instant.ofEpochSecond(1_000_000_000)));

        session.fetch(first).isProblem(409, "file-changed", 13900001);

        assertThat(announced(session, 2).sha256()).isEqualTo(first.sha256());
        assertCompletedWithTheNewContent(session);
        DeliveredBackup.of(folder, bundle).assertSameTreeAs(service.source(bundle));
    }

    /** A tool that makes snapshots of hard links, or an application that sets its rights, would else keep every backup from its end. */
    @Test
    void changesOfModesAndNamesAreNotChangesOfContent() throws Exception {
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        for (int i = 0; i < 8; i++) {
            Files.createLink(folder.resolve("name" + i), big);
            Files.setPosixFilePermissions(big, PosixFilePermissions.fromString(i % 2 == 0 ? "rw-------" : "rw-r--r--"));
            assertThat(session.fetch(first).is(200).body()).isEqualTo(Files.readAllBytes(big));
        }
        Files.delete(folder.resolve("name0"));

        session.close(first).is(204);

        assertCompletedWithTheNewContent(session);
    }

    @Test
    void aChangeOfTheContentWithTheTimePutBackIsAChange() throws Exception {
        var time = Files.getLastModifiedTime(big);
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        Files.write(big, bytes("another", BIG));
        Files.setLastModifiedTime(big, time);

        session.fetch(first).isProblem(409, "file-changed", 13900001);

        assertThat(announced(session, 2).sha256()).isNotEqualTo(first.sha256());
        assertCompletedWithTheNewContent(session);
    }

    @Test
    void aFileThatKeepsChangingIsReportedAsFailed() throws Exception {
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        for (int i = 1; i <= 5; i++) {
            var now = announced(session, i);
            change(i);
            session.fetch(now).isProblem(409, "file-changed", 13900001);
        }

        assertGivenUp(session, first);
    }

    @Test
    void aFileRemovedAfterItsAnnouncementIsReportedAsFailed() throws Exception {
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        Files.delete(big);

        session.fetch(first).isProblem(409, "file-changed", 13900001);

        assertGivenUp(session, first);
    }

    @Test
    void aFileThatBecameALinkIsNeverReadThrough() throws Exception {
        var secret = Files.write(folder.resolve("secret"), bytes("secret", BIG));
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        Files.delete(big);
        Files.createSymbolicLink(big, secret);

        session.fetch(first).isProblem(409, "file-changed", 13900001);

        assertGivenUp(session, first);
    }

    @Test
    void aFileThatCanNoLongerBeOpenedIsReportedAsFailed() throws Exception {
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        session.fetch(first).is(200);
        Files.delete(big);
        // Opening a socket fails, and not because nothing is there.
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
        }
        Files.move(folder.resolve("s"), big);

        session.close(first).isProblem(409, "file-changed", 13900001);

        Files.delete(big);
        assertGivenUp(session, first);
    }

    @Test
    void twoReceiptsAtOnceAreOneReceipt() throws Exception {
        var session = alice.backUp(bundle);
        var first = announced(session, 1);
        try (var clients = Executors.newFixedThreadPool(8)) {
            Callable<Answer> close = () -> session.close(first);
            var answers = clients.invokeAll(Collections.nCopies(8, close));
            for (var answer : answers) {
                answer.get().is(204);
            }
        }
        session.pull(folder);
    }

    private void assertGivenUp(BackupSession session, Delivered first) throws IOException {
        var given = session.recorder()
                .await("given up", event -> event.path("type").asString("").equals("onFileReady") && event.has("err"));
        assertThat(given.path("data").path("uri").asString("")).isEqualTo(first.uri());
        assertThat(given.path("err").path("code").asInt(0)).isEqualTo(13900005);
        assertThat(given.path("err").path("path").asString("")).isEqualTo("big.bin");
        session.pull(folder);
        var end = session.recorder().await("onBundleEnd", bundle);
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo("completed");
        assertThat(end.path("data").has("lastIncrementalTime")).isFalse();
        assertThat(session.bundle(bundle).path("failedCount").asInt(-1)).isEqualTo(1);
        alice.get(first.fileUrl()).isProblem(410, "file-closed", 13900020);
        var delivered = DeliveredBackup.of(folder, bundle);
        assertThat(delivered.uris(true)).isEmpty();
        assertThat(delivered.manifest("manage.json"))
                .extracting(entry -> entry.path().encoded())
                .containsExactly(".", "small");
    }
}
