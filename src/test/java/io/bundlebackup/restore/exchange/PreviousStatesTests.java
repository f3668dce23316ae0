package io.bundlebackup.restore.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.RestoreMethod;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.reply.IdempotencyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** What becomes of the states beside a bundle's data when something goes wrong around an exchange. */
class PreviousStatesTests {
    private static final String BUNDLE = "com.example.app";
    private static final String FIRST = "1".repeat(32);
    private static final String SECOND = "2".repeat(32);
    private static final String THIRD = "3".repeat(32);

    @TempDir
    Path root;

    private Path data = Path.of("");
    private Instant now = Instant.parse("2024-05-01T12:00:00Z");
    private final List<String> held = new ArrayList<>();
    private final BackgroundRemoval removal = new BackgroundRemoval("remove-trees");

    @BeforeEach
    void plant() throws IOException {
        data = Trees.bundle(root.resolve("bundles"), BUNDLE, Trees.FACTS);
        Files.writeString(data.resolve("a"), "0");
    }

    @AfterEach
    void close() {
        removal.close();
    }

    private Bundles bundles() {
        return new Bundles(Trees.settings(root));
    }

    private Bundle bundle() {
        return bundles().find(BUNDLE).orElseThrow();
    }

    private PreviousStates states(int kept) {
        PreviousStates.Hold hold = (bundle, work) -> {
            if (held.contains(bundle)) {
                throw new ProblemException(ProblemType.BUNDLE_HELD, "held");
            }
            work.run();
        };
        return new PreviousStates(bundles(), hold, kept, () -> now, removal);
    }

    private WorkDirectory work() throws IOException {
        return WorkDirectory.open(DataLocation.of(bundle()));
    }

    private static Directory filled(WorkDirectory work, String session, String content) throws IOException {
        var state = work.create(session);
        Files.writeString(Path.of("/proc/self/fd/" + state.descriptor(), "tree", "a"), content);
        return state;
    }

    private void restore(String session, String content) throws Exception {
        try (var work = work();
                var state = filled(work, session, content)) {
            states(2).cutover(work, session).commit(state, () -> {});
        }
    }

    private List<String> ids() {
        return states(2).list(BUNDLE).stream().map(PreviousState::id).toList();
    }

    private List<String> names() throws IOException {
        try (var work = work()) {
            return work.names("").stream()
                    .filter(name -> !name.startsWith(".gone-"))
                    .toList();
        }
    }

    @Test
    void statesAreOrderedByReplacementWhenTheClockGoesBack() throws Exception {
        restore(FIRST, "1");
        now = now.minusSeconds(86_400);
        restore(SECOND, "2");
        now = now.minusSeconds(86_400);
        restore(THIRD, "3");
        assertThat(ids()).containsExactly(THIRD, SECOND, FIRST);

        states(2).restore(BUNDLE, FIRST, null);

        assertThat(ids()).containsExactly(FIRST, THIRD, SECOND);
        states(2).sessionEnded(bundle(), THIRD);
        assertThat(ids()).containsExactly(FIRST, THIRD);
        assertThat(data.resolve("a")).hasContent("0");
    }

    /** A client that waits too long for the answer asks again, and undoes the undoing. */
    /** One damaged record must neither hide the other states nor stop restores. */
    @Test
    void aStateWithADamagedRecordIsListedAsTheOldest() throws Exception {
        restore(FIRST, "1");
        restore(SECOND, "2");
        try (var work = work();
                var state =
                        work.state(WorkDirectory.PREVIOUS + ids().getFirst()).orElseThrow()) {
            AtomicFile.write(state, "facts", "1700000000000 session 9223372036854775808");
            AtomicFile.write(state, "size", "many");
        }

        assertThat(states(2).list(BUNDLE))
                .extracting(kept -> kept.metadata().sessionId())
                .containsExactly(FIRST, "");
        restore(THIRD, "3");
        assertThat(data.resolve("a")).hasContent("3");
    }

    @Test
    void anUndoIsAnsweredBeforeTheReplacedDataIsMeasured() throws Exception {
        restore(FIRST, "1");
        restore(SECOND, "22");
        assertThat(states(2).list(BUNDLE)).extracting(PreviousState::size).containsExactly(1L, 1L);
        now = now.plusSeconds(60);

        var answered = states(2).restore(BUNDLE, FIRST, null).states();

        assertThat(answered)
                .containsExactly(
                        new PreviousState(FIRST, new StateMetadata(now, FIRST, 3), null),
                        new PreviousState(SECOND, new StateMetadata(now.minusSeconds(60), SECOND, 2), 1L));
        assertThat(states(2).list(BUNDLE))
                .containsExactly(
                        new PreviousState(FIRST, new StateMetadata(now, FIRST, 3), 2L),
                        new PreviousState(SECOND, new StateMetadata(now.minusSeconds(60), SECOND, 2), 1L));
    }

    /** The service was killed during an undo: after the exchange, and before it. */
    @Test
    void anInterruptedUndoIsListedCorrectly() throws Exception {
        restore(FIRST, "1");
        restore(SECOND, "2");
        try (var work = work();
                var state = work.state(WorkDirectory.PREVIOUS + FIRST).orElseThrow()) {
            var exchange = new LocationExchange(work.location());
            exchange.prepare(state);
            new StateMetadata(now, FIRST, 9).announce(state);
            exchange.exchange(state);
        }
        new ExchangeRecovery(bundles(), removal).completeExchanges();
        assertThat(ids()).containsExactly(FIRST, SECOND);

        try (var work = work();
                var state = work.state(WorkDirectory.PREVIOUS + SECOND).orElseThrow()) {
            new LocationExchange(work.location()).prepare(state);
            new StateMetadata(now, SECOND, 10).announce(state);
        }
        new ExchangeRecovery(bundles(), removal).completeExchanges();
        assertThat(ids()).containsExactly(FIRST, SECOND);
    }

    private static IdempotencyKey key(String key, String body) {
        return IdempotencyKey.of("alice", "POST", "/previous", key, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to the first request was lost: the client asks again, with the same key. */
    @Test
    void aRepeatedUndoExchangesOnce() throws Exception {
        restore(FIRST, "1");
        var first = states(2).restore(BUNDLE, FIRST, key("one", ""));
        assertThat(data.resolve("a")).hasContent("0");
        // Also while the bundle is held: nothing is exchanged.
        held.add(BUNDLE);

        var again = states(2).restore(BUNDLE, FIRST, key("one", ""));

        assertThat(data.resolve("a")).hasContent("0");
        assertThat(first.repeated()).isFalse();
        assertThat(again).isEqualTo(new Undone(first.states(), true));
        assertThatThrownBy(() -> states(2).restore(BUNDLE, FIRST, key("one", "another")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.KEY_REUSED));
        held.clear();
        assertThat(states(2).restore(BUNDLE, FIRST, key("two", "")).repeated()).isFalse();
        assertThat(data.resolve("a")).hasContent("1");
        assertThat(states(2).restore(BUNDLE, FIRST, key("one", "")).repeated()).isTrue();
        assertThat(data.resolve("a")).hasContent("1");
    }

    private void cutOff(boolean afterExchange) throws Exception {
        try (var work = work();
                var state = work.state(WorkDirectory.PREVIOUS + FIRST).orElseThrow()) {
            var key = key("one", "");
            var exchange = new LocationExchange(work.location());
            exchange.prepare(state);
            new StateMetadata(now, FIRST, 9)
                    .exchangedBy(new StateMetadata.Undoing(key.scopeSha256(), key.bodySha256()), List.of())
                    .announce(state);
            if (afterExchange) {
                exchange.exchange(state);
            }
        }
    }

    /** A kill, or a disk that could not be written, between the exchange and the note that it has taken place; with a start since, or not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUndoInterruptedAfterTheExchangeIsNotRepeated(boolean restart) throws Exception {
        restore(FIRST, "1");
        cutOff(true);
        if (restart) {
            new ExchangeRecovery(bundles(), removal).completeExchanges();
        }

        var again = states(2).restore(BUNDLE, FIRST, key("one", ""));

        assertThat(again.repeated()).isTrue();
        assertThat(data.resolve("a")).hasContent("0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUndoInterruptedBeforeTheExchangeIsDoneByItsRepetition(boolean restart) throws Exception {
        restore(FIRST, "1");
        cutOff(false);
        if (restart) {
            new ExchangeRecovery(bundles(), removal).completeExchanges();
        }

        var again = states(2).restore(BUNDLE, FIRST, key("one", ""));

        assertThat(again.repeated()).isFalse();
        assertThat(data.resolve("a")).hasContent("0");
    }

    @Test
    void onlyTheKeysOfTheLatestUndosAreKept() {
        var facts = new StateMetadata(now, FIRST, 1);
        for (int i = 0; i < 100; i++) {
            facts = facts.exchangedBy(new StateMetadata.Undoing("k" + i, "b"), facts.undoings());
        }

        assertThat(facts.undoings()).hasSize(16).startsWith(new StateMetadata.Undoing("k99", "b"));
    }

    @Test
    void metadataOfTheReplacedDataAreWrittenBeforeTheExchange() throws Exception {
        try (var work = work();
                var state = filled(work, FIRST, "1")) {
            states(2).cutover(work, FIRST).commit(state, () -> {
                try {
                    assertThat(StateMetadata.of(state).sessionId()).isEqualTo(FIRST);
                    assertThat(data.resolve("a")).hasContent("0");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        assertThat(data.resolve("a")).hasContent("1");
        assertThat(ids()).containsExactly(FIRST);
    }

    @Test
    void anEarlierStateIsNotOverwrittenByAnotherWithItsId() throws Exception {
        try (var work = work();
                var state = filled(work, FIRST, "1")) {
            work.create(SECOND).close();
            work.directory()
                    .changes()
                    .move(
                            DataLocation.bytes("new-" + SECOND),
                            work.directory(),
                            DataLocation.bytes("previous-" + FIRST));
            states(2).cutover(work, FIRST).commit(state, () -> {});
        }
        assertThat(names()).hasSize(2).allMatch(name -> name.startsWith("previous-"));
    }

    /** As after a kill between the point of no return, or the exchange, and what comes after. */
    @Test
    void anEndedSessionLeavesOnlyTheReplacedData() throws Exception {
        try (var work = work();
                var state = filled(work, FIRST, "1")) {
            filled(work, SECOND, "2").close();
            filled(work, THIRD, "of a session that goes on").close();
            var exchange = new LocationExchange(work.location());
            exchange.prepare(state);
            exchange.exchange(state);
        }

        states(2).sessionEnded(bundle(), FIRST);
        states(2).sessionEnded(bundle(), SECOND);

        assertThat(names()).containsExactlyInAnyOrder("previous-" + FIRST, "new-" + THIRD);
    }

    @Test
    void aStartRemovesNewStatesOfEndedSessionsUnlessTheBundleIsHeld() throws Exception {
        try (var work = work()) {
            filled(work, FIRST, "1").close();
        }
        held.add(BUNDLE);
        new ExchangeRecovery(bundles(), removal).removeOrphans(states(2));
        assertThat(names()).containsExactly("new-" + FIRST);
        held.clear();

        new ExchangeRecovery(bundles(), removal).removeOrphans(states(2));

        await().untilAsserted(() -> {
            try (var work = work()) {
                assertThat(work.names("")).isEmpty();
            }
        });
    }

    /** The service may have been killed between the end of a restore and the removal. */
    @Test
    void aStartRemovesStatesBeyondTheNumberUnlessTheBundleIsHeld() throws Exception {
        restore(FIRST, "1");
        restore(SECOND, "2");
        held.add(BUNDLE);
        new ExchangeRecovery(bundles(), removal).removeOrphans(states(1));
        assertThat(names()).containsExactlyInAnyOrder("previous-" + FIRST, "previous-" + SECOND);
        held.clear();

        new ExchangeRecovery(bundles(), removal).removeOrphans(states(1));

        assertThat(names()).containsExactly("previous-" + SECOND);
    }

    /** What goes at once need not be walked through before. */
    @Test
    void theEndOfASessionMeasuresNothing() throws Exception {
        restore(FIRST, "1");
        restore(SECOND, "2");
        states(1).sessionEnded(bundle(), SECOND);

        assertThat(names()).containsExactly("previous-" + SECOND);
        var kept = data.resolveSibling(".bundle-backup/" + BUNDLE + "/previous-" + SECOND);
        assertThat(kept.resolve("size")).doesNotExist();
        assertThat(states(1).list(BUNDLE).getFirst().size()).isEqualTo(1);
        assertThat(kept.resolve("size")).hasContent("1");
    }

    private static void assertRefused(ProblemType type, ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(type));
    }

    @Test
    void removesOnlyTheNamedState() throws Exception {
        restore(FIRST, "1");
        restore(SECOND, "2");

        states(2).remove(BUNDLE, FIRST);

        assertThat(ids()).containsExactly(SECOND);
        assertThat(data.resolve("a")).hasContent("2");
        await().untilAsserted(() -> {
            try (var work = work()) {
                assertThat(work.names("")).containsExactly("previous-" + SECOND);
            }
        });
        for (var id : List.of(FIRST, THIRD, "x", "..", "new-" + FIRST)) {
            assertRefused(ProblemType.NO_SUCH_FILE, () -> states(2).remove(BUNDLE, id));
        }
        assertRefused(ProblemType.NO_SUCH_BUNDLE, () -> states(2).remove("com.example.nowhere", SECOND));
        assertThat(ids()).containsExactly(SECOND);
    }

    @Test
    void restoresAStateAfterTheDataDirectoryWasDeleted() throws Exception {
        restore(FIRST, "1");
        FileSystemUtils.deleteRecursively(data);

        states(2).restore(BUNDLE, FIRST, null);

        assertThat(data.resolve("a")).hasContent("0");
        assertThat(ids()).containsExactly(FIRST);
    }

    @Test
    void removesAStateWithoutMakingADeletedDataDirectory() throws Exception {
        restore(FIRST, "1");
        restore(SECOND, "2");
        FileSystemUtils.deleteRecursively(data);

        states(2).remove(BUNDLE, FIRST);

        assertThat(ids()).containsExactly(SECOND);
        assertRefused(ProblemType.NO_SUCH_FILE, () -> states(2).restore(BUNDLE, FIRST, null));
        assertThat(data).doesNotExist();
    }

    @Test
    void removesNothingWhileTheBundleIsHeld() throws Exception {
        restore(FIRST, "1");
        held.add(BUNDLE);

        assertRefused(ProblemType.BUNDLE_HELD, () -> states(2).remove(BUNDLE, FIRST));

        assertThat(names()).containsExactly("previous-" + FIRST);
    }

    /** An undo was cut off, and nothing has completed it since: the present data is whole, whichever of the states that is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void removesAStateWhoseUndoWasInterrupted(boolean afterExchange) throws Exception {
        restore(FIRST, "1");
        cutOff(afterExchange);

        states(2).remove(BUNDLE, FIRST);

        assertThat(ids()).isEmpty();
        assertThat(data.resolve("a")).hasContent(afterExchange ? "0" : "1");
    }

    /** Some of the present data is in the tree of the state that is to be removed. */
    @Test
    void completesAnExchangeOfChildrenBeforeTheRemovalOfItsState() throws Exception {
        Files.writeString(data.resolve("b"), "0");
        var children = new DataLocation(data, BUNDLE, RestoreMethod.Kind.CHILDREN, false);
        try (var work = work();
                var state = filled(work, FIRST, "1")) {
            var tree = Path.of("/proc/self/fd/" + state.descriptor(), "tree");
            Files.writeString(tree.resolve("b"), "1");
            states(2).cutover(work, FIRST).commit(state, () -> {});
            new LocationExchange(children).prepare(state);
            try (var present = children.openData();
                    var earlier = state.openDirectory(DataLocation.bytes("tree"))) {
                ChildrenJournal.write(state, "children", present, earlier, earlier);
            }
            Files.move(data.resolve("a"), root.resolve("x"));
            Files.move(tree.resolve("a"), data.resolve("a"));
            Files.move(root.resolve("x"), tree.resolve("a"));
        }

        states(2).remove(BUNDLE, FIRST);

        assertThat(ids()).isEmpty();
        assertThat(data.resolve("a")).hasContent("0");
        assertThat(data.resolve("b")).hasContent("0");
    }

    /** A state that is being removed has no tree any more, or is gone. */
    @Test
    void listsStatesWhileOneIsBeingRemoved() throws Exception {
        restore(FIRST, "1");
        restore(SECOND, "2");
        Files.move(data.resolveSibling(".bundle-backup/" + BUNDLE + "/previous-" + FIRST + "/tree"), root.resolve("x"));

        assertThat(ids()).containsExactly(SECOND);
    }
}
