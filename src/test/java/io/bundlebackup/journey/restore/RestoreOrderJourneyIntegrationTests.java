package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Several bundles in one session, what they depend on, and handles. */
class RestoreOrderJourneyIntegrationTests extends JourneyTest {
    private static final AtomicInteger BUNDLES = new AtomicInteger();
    private static final byte[] TAR = new TarBytes().file("a", "new").end();
    private static final byte[] BROKEN = new byte[100];

    private String dependent(String dependencies) {
        var name = "com.example.dependent" + BUNDLES.incrementAndGet();
        dependent(name, dependencies);
        return name;
    }

    private void dependent(String name, String dependencies) {
        service.bundleNamed(
                name,
                "{\"versionCode\":1000000,\"versionName\":\"1.0.0\",\"restoreDeps\":\"" + dependencies + "\"}",
                file("a", "hi"));
    }

    private static String phase(RestoreSession restore, String bundle) {
        var view = restore.session().bundle(bundle);
        return view.path("state").asString("") + " " + view.path("phase").asString("");
    }

    private static long seq(RestoreSession restore, String type, String bundle) {
        return restore.session().recorder().await(type, bundle).path("seq").asLong(0);
    }

    private static int beginCode(RestoreSession restore, String bundle) {
        return restore.session()
                .recorder()
                .await("onBundleBegin", bundle)
                .path("err")
                .path("code")
                .asInt(0);
    }

    @Test
    void aBundleBeginsWhenWhatItDependsOnIsComplete() {
        var first = dependent("");
        var second = dependent("com.example.not.in.the.session, " + first);
        var third = dependent(second + "," + first);
        var restore = RestoreSession.of(alice, third, second, first);
        restore.session().awaitBundle(first, "phase", "waitingForClient");
        assertThat(phase(restore, second)).isEqualTo("queued ");
        assertThat(phase(restore, third)).isEqualTo("queued ");

        for (var bundle : List.of(third, second, first)) {
            restore.upload(bundle, "x.tar", TAR).is(200);
            // Of the queued ones it is carried out when they begin.
            restore.publish(bundle).is(202);
        }

        restore.awaitCompleted(third);
        restore.session().recorder().await("onAllBundlesEnd");
        assertThat(List.of(
                        seq(restore, "onBundleBegin", first),
                        seq(restore, "onBundleEnd", first),
                        seq(restore, "onBundleBegin", second),
                        seq(restore, "onBundleEnd", second),
                        seq(restore, "onBundleBegin", third),
                        seq(restore, "onBundleEnd", third)))
                .isSorted();
        for (var bundle : List.of(first, second, third)) {
            assertThat(service.source(bundle).resolve("a")).hasContent("new");
        }
    }

    @Test
    void aFailedDependencyRefusesItsDependentsWithItsCode() {
        var first = dependent("");
        var second = dependent(first);
        var third = dependent(second);
        var other = dependent("");
        var restore = RestoreSession.of(alice, first, second, third, other);
        restore.upload(second, "x.tar", TAR).is(200);
        restore.publish(second).is(202);
        restore.upload(first, "x.tar", BROKEN).is(200);
        restore.publish(first).is(202);

        restore.awaitFailed(first, 13900020);

        assertThat(beginCode(restore, second)).isEqualTo(13900020);
        assertThat(beginCode(restore, third)).isEqualTo(13900020);
        assertThat(restore.session().bundle(third).path("outcome").asString("")).isEqualTo("rejected");
        restore.upload(other, "x.tar", TAR).is(200);
        restore.restore(other);
        restore.session().recorder().await("onAllBundlesEnd");
        assertThat(service.source(second).resolve("a")).hasContent("hi");
    }

    @Test
    void aRefusedDependencyRefusesItsDependents() {
        var first = dependent("");
        var second = dependent(first);
        var list = Client.plainly(first, second);
        var restore = new RestoreSession(
                alice, alice.create(RestoreSession.request(list, RestoreSession.capabilities(second))));

        assertThat(beginCode(restore, first)).isEqualTo(13500005);
        assertThat(beginCode(restore, second)).isEqualTo(13500005);
        restore.session().recorder().await("onAllBundlesEnd");
    }

    @Test
    void aCancelledDependencyRefusesItsDependents() {
        var first = dependent("");
        var second = dependent(first);
        var restore = RestoreSession.of(alice, first, second);
        restore.session().awaitBundle(first, "phase", "waitingForClient");

        restore.session().cancel(first).is(200);

        assertThat(beginCode(restore, second)).isEqualTo(13500011);
        restore.session().recorder().await("onAllBundlesEnd");
    }

    /** The dependencies are those of the targets: they are what is installed here. */
    @Test
    void dependenciesAreThoseOfTheTargets() {
        var target = dependent("");
        var dependent = dependent(target);
        var source = service.bundle(file("a", "hi"));
        var list = "[{\"bundleName\":\"" + dependent + "\"},{\"bundleName\":\"" + source + "\",\"restoreTo\":\""
                + target + "\"}]";
        var restore = new RestoreSession(
                alice, alice.create(RestoreSession.request(list, RestoreSession.capabilities(dependent, source))));
        restore.session().awaitBundle(source, "phase", "waitingForClient");
        assertThat(phase(restore, dependent)).isEqualTo("queued ");

        restore.upload(source, "x.tar", TAR).is(200);
        restore.restore(source);

        restore.session().awaitBundle(dependent, "phase", "waitingForClient");
    }

    @Test
    void refusesACycleAtTheAppendAndChangesNothing() {
        var first = "com.example.cycle.a";
        var second = "com.example.cycle.b";
        var third = "com.example.cycle.c";
        dependent(first, third);
        dependent(second, first);
        dependent(third, second);
        var restore = RestoreSession.open(alice);

        restore.append(Client.plainly(first, second, third), RestoreSession.capabilities(first, second, third))
                .isProblem(400, "invalid-argument", 13900020);

        assertThat(restore.session().view().path("bundles")).isEmpty();
        // Without the third there is none.
        restore.append(Client.plainly(first, second), RestoreSession.capabilities(first, second))
                .is(202);
        restore.session().awaitBundle(first, "phase", "waitingForClient");
    }

    @Test
    void refusesABundleThatDependsOnItself() {
        var bundle = "com.example.selfish";
        dependent(bundle, bundle);
        RestoreSession.open(alice)
                .append(Client.plainly(bundle), RestoreSession.capabilities(bundle))
                .isProblem(400, "invalid-argument", 13900020);
    }

    @Test
    void eachRequestForAHandleIsAnnouncedOnceAndAtOnce() {
        var bundle = dependent("");
        var restore = RestoreSession.of(alice, bundle);
        restore.session().awaitBundle(bundle, "phase", "waitingForClient");

        var upload = restore.ask(bundle, "part.0.tar").is(202).json();
        restore.ask(bundle, "part.0.tar").is(202);
        restore.ask(bundle, "manage.json").is(202);

        assertThat(upload.path("offset").asLong(-1)).isZero();
        assertThat(upload.path("complete").asBoolean(true)).isFalse();
        assertThat(handles(restore, 3)).containsExactly("part.0.tar", "part.0.tar", "manage.json");
        var handle = restore.session().recorder().await("onFileReady", bundle).path("data");
        alice.put(handle.path("contentUrl").asString(""), TAR).is(200);
        alice.put(
                        restore.session()
                                .recorder()
                                .awaitNth("index", 1, event -> isHandle(event, "manage.json"))
                                .at("/data/manifestUrl")
                                .asString(""),
                        HandMadeManifest.ofFiles("a", "new").of(bundle))
                .is(204);
        restore.restore(bundle);
    }

    private static boolean isHandle(JsonNode event, String uri) {
        return event.path("type").asString("").equals("onFileReady")
                && event.at("/data/uri").asString("").equals(uri);
    }

    private static List<String> handles(RestoreSession restore, int count) {
        var recorder = restore.session().recorder();
        recorder.awaitNth(
                "handle " + count,
                count,
                event -> event.path("type").asString("").equals("onFileReady"));
        return recorder.events().stream()
                .filter(event -> event.path("type").asString("").equals("onFileReady"))
                .map(event -> event.at("/data/uri").asString(""))
                .toList();
    }

    @Test
    void handlesOfAQueuedBundleAreAnnouncedWithItsBegin() {
        var first = dependent("");
        var second = dependent(first);
        var restore = RestoreSession.of(alice, first, second);
        restore.ask(second, "x.tar").is(202);
        restore.ask(second, "x.tar").is(202);
        restore.upload(second, "x.tar", TAR).is(200);
        restore.upload(first, "x.tar", TAR).is(200);
        assertThat(restore.session().recorder().frames()).noneMatch(frame -> frame.contains("onFileReady"));

        restore.restore(first);

        assertThat(handles(restore, 2)).containsExactly("x.tar", "x.tar");
        assertThat(seq(restore, "onFileReady", second)).isEqualTo(seq(restore, "onBundleBegin", second) + 1);
        restore.restore(second);
    }

    @Test
    void refusesHandlesOfWhatNoFileCanBe() {
        var bundle = dependent("");
        var restore = RestoreSession.of(alice, bundle);
        for (var uri : List.of("../x", "a/b", "", ".", "..", "x y")) {
            var answer = restore.ask(bundle, uri);
            assertThat(answer.status()).as(uri).isEqualTo(400);
        }
        restore.session().cancel(bundle).is(200);
        restore.awaitEnd(bundle);
        restore.ask(bundle, "x.tar").isProblem(409, "bundle-not-running", 13900001);
    }
}
