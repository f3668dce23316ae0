package io.bundlebackup.session.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.SessionFixture;
import io.bundlebackup.session.SessionSettings;
import io.bundlebackup.session.SessionTest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients say of bundles is written once, is not in memory, and goes when the bundle has ended. */
@Timeout(30)
class ClientWordsTests extends SessionTest {
    @Override
    protected SessionSettings settings() {
        return SessionFixture.settings(root, 1, 100, 100);
    }

    private static BundleRequest saying(String bundle, int characters) {
        return new BundleRequest(bundle, 0, null, null, "p", "x".repeat(characters - 1), null, null, null);
    }

    private String append(BundleRequest... requests) {
        return service.sessions
                .create(SessionFixture.ALICE, new NewSession(SessionType.BACKUP, null, List.of(requests), null), null)
                .id();
    }

    private ClientWords words(String session, String bundle) {
        return service.store.files.clientWords(service.see(session).key(), bundle);
    }

    private long rows(String table) throws SQLException {
        try (var connection = service.database.getConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select count(*) from " + table)) {
            return found.getLong(1);
        }
    }

    @Test
    void areReadFromTheDatabaseWhileTheBundleIsUnfinished() throws Exception {
        var session = append(saying("a", 1_000));

        assertThat(words(session, "a").parameters()).isEqualTo("p");
        assertThat(words(session, "a").info()).hasSize(999);
        assertThat(rows("client_words")).isEqualTo(1);
    }

    @Test
    void areGoneWhenTheBundleHasEnded() throws Exception {
        var session = append(saying("a", 1_000), saying("b", 1_000));
        service.sessions.release(SessionFixture.ALICE, session);
        service.awaitState(session, SessionState.RELEASED);

        assertThat(rows("client_words")).isZero();
        assertThat(words(session, "a")).isEqualTo(ClientWords.NONE);
    }

    @Test
    void areNotKeptOfABundleThatIsRefused() throws Exception {
        var session = append(saying("unknown", 900_000));

        assertThat(service.awaitEnd(session, "unknown").standing().outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(rows("client_words")).isZero();
    }

    @Test
    void surviveARestartUntilTheBundleEnds() throws Exception {
        var session = append(saying("a", 1_000));
        service = service.killAndStart();

        assertThat(rows("client_words")).isOne();
        service.work.finish(session, "a", null);
        service.awaitEnd(session, "a");
        assertThat(rows("client_words")).isZero();
    }

    @Test
    void ofOneCallerHaveALimit() {
        for (int n = 0; n < 4; n++) {
            append(saying("a", 25_000_000));
        }

        assertThatThrownBy(() -> append(saying("a", 2)))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
        append(SessionFixture.bundleNamed("a"));
    }
}
