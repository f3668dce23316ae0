package io.bundlebackup.journey.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.SourceTree;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the capability file and the installed version have to say about who may be restored. */
class RestoreAdmissionJourneyIntegrationTests extends JourneyTest {
    private static final byte[] TAR = new TarBytes().file("a", "new").end();

    private String bundle() {
        return service.bundle(SourceTree.file("a", "hi"));
    }

    private static String listing(String... entries) {
        return "{\"bundleInfos\":[" + String.join(",", entries) + "]}";
    }

    private Answer create(String bundle, String capabilities) {
        return alice.post(
                "/api/v1/sessions", RestoreSession.request("[{\"bundleName\":\"" + bundle + "\"}]", capabilities));
    }

    /** Refused by this code at its begin, and no other bundle with it. */
    private void assertRefused(String bundle, String capabilities, int code) {
        var other = bundle();
        var withOther = capabilities.replaceFirst(
                "\"bundleInfos\":\\[", "\"bundleInfos\":[" + RestoreSession.entry(other) + ",");
        var list = Client.plainly(bundle, other);
        var restore =
                new RestoreSession(alice, alice.create(RestoreSession.request(list, withOther.replace(",]", "]"))));

        var begin = restore.session().recorder().await("onBundleBegin", bundle);
        assertThat(begin.path("err").path("code").asInt(0)).as(begin.toString()).isEqualTo(code);
        var view = restore.session().bundle(bundle);
        assertThat(view.path("outcome").asString("")).isEqualTo("rejected");
        assertThat(view.path("err").path("code").asInt(0)).isEqualTo(code);
        restore.upload(bundle, "x.tar", TAR).isProblem(409, "bundle-not-running", 13900001);
        restore.upload(other, "x.tar", TAR).is(200);
        restore.restore(other);
        assertThat(service.source(bundle).resolve("a")).hasContent("hi");
        // It is not held: it never took part.
        alice.backUp(bundle).pull(folder);
    }

    @Test
    void needsACapabilityFile() {
        var bundle = bundle();
        var problem = alice.post(
                        "/api/v1/sessions", "{\"type\":\"restore\",\"bundles\":[{\"bundleName\":\"" + bundle + "\"}]}")
                .isProblem(400, "invalid-request", 401)
                .json();
        assertThat(problem.at("/errors/0/pointer").asString("")).isEqualTo("/remoteCapabilities");
        alice.post(
                        RestoreSession.open(alice).session().url("/bundles"),
                        "{\"bundles\":[{\"bundleName\":\"" + bundle + "\"}]}")
                .isProblem(400, "invalid-request", 401);
        create(bundle, "null").isProblem(400, "invalid-request", 401);
        create(bundle, "[]").isProblem(400, "invalid-request", 401);
        create(bundle, "\"{}\"").isProblem(400, "invalid-request", 401);
    }

    @Test
    void refusesACapabilityFileWithoutAList() {
        var bundle = bundle();
        create(bundle, "{}").isProblem(400, "invalid-argument", 13900020);
        RestoreSession.of(alice, bundle).session().awaitBundle(bundle, "phase", "waitingForClient");
    }

    @Test
    void acceptsUnknownMembersInTheFile() {
        var bundle = bundle();
        var file = "{\"later\":{\"x\":[1]},\"bundleInfos\":["
                + RestoreSession.entry(bundle).replaceFirst("\\{", "{\"later\":[null],\"extraInfo\":{},")
                + ",7,null,{},\"x\",{\"name\":5},{\"name\":\"no name!\"}]}";
        var session = alice.adopt(create(bundle, file).is(201));
        session.awaitBundle(bundle, "phase", "waitingForClient");
    }

    @Test
    void refusesABundleThatIsNotInTheFile() {
        assertRefused(bundle(), listing(), 13500005);
        assertRefused(bundle(), listing(RestoreSession.entry("com.example.another")), 13500005);
    }

    @Test
    void refusesABundleThatTheFileDoesNotAllow() {
        var bundle = bundle();
        assertRefused(
                bundle,
                listing(RestoreSession.entry(bundle).replace("\"allToBackup\":true", "\"allToBackup\":false")),
                13500001);
    }

    @Test
    void refusesABundleThatIsNotKnownHere() {
        var restore = RestoreSession.of(alice, "com.example.unheard.of");
        assertThat(restore.session()
                        .recorder()
                        .await("onBundleBegin", "com.example.unheard.of")
                        .path("err")
                        .path("code")
                        .asInt(0))
                .isEqualTo(13500005);
        restore.session().recorder().await("onAllBundlesEnd");
    }

    @Test
    void refusesABundleThatIsNotAllowedHere() {
        var bundle = "com.example.forbidden";
        service.bundleNamed(
                bundle,
                "{\"versionCode\":1000000,\"versionName\":\"1\",\"allowToBackupRestore\":false}",
                SourceTree.file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        var begin = restore.session().recorder().await("onBundleBegin", bundle);
        assertThat(begin.path("err").path("code").asInt(0)).as(begin.toString()).isEqualTo(13500001);
    }

    @Test
    void takesTheFileOfAThousandBundlesWithFactsOfTheirOwn() {
        var bundle = bundle();
        var entries = new String[1_000];
        var facts = "\"extraInfo\":{\"a\":\"" + "x".repeat(3_000) + "\"},";
        Arrays.setAll(
                entries,
                i -> RestoreSession.entry(i == 0 ? bundle : "com.example.many" + i)
                        .replaceFirst("\\{", "{" + facts));
        create(bundle, listing(entries)).is(201);
    }

    @Test
    void refusesAHugeFile() {
        var bundle = bundle();
        var entries = new String[40_000];
        Arrays.setAll(entries, i -> RestoreSession.entry("com.example.many" + i));
        create(bundle, listing(entries)).isProblem(413, "too-large", 13900020);
        RestoreSession.of(alice, bundle).session().awaitBundle(bundle, "phase", "waitingForClient");
    }

    @Test
    void refusesDataOfANewerVersionUnlessItIsAllowed() {
        var bundle = bundle();
        var entry = RestoreSession.entry(bundle).replace("1000000", "1000001");
        assertRefused(bundle, listing(entry), 13500014);
        var allowed = new RestoreSession(
                alice,
                alice.create(RestoreSession.request(
                        "[{\"bundleName\":\"" + bundle + "\",\"allowDowngrade\":true}]", listing(entry))));

        allowed.upload(bundle, "x.tar", TAR).is(200);
        allowed.restore(bundle);

        assertThat(service.source(bundle).resolve("a")).hasContent("new");
    }

    /** The version that counts is the target's. */
    @Test
    void comparesTheVersionWithThatOfTheTarget() {
        var source = bundle();
        var target = "com.example.newer";
        service.bundleNamed(target, "{\"versionCode\":2000000,\"versionName\":\"2\"}", SourceTree.file("a", "hi"));
        var entry = RestoreSession.entry(source).replace("1000000", "1500000");
        var list = "[{\"bundleName\":\"" + source + "\",\"restoreTo\":\"" + target + "\"}]";
        var restore = new RestoreSession(alice, alice.create(RestoreSession.request(list, listing(entry))));
        restore.upload(source, "x.tar", TAR).is(200);

        restore.restore(source);

        assertThat(service.source(target).resolve("a")).hasContent("new");
    }

    @Test
    void isListedWithTheBundleThatItRestoresAndWithThatWhichGetsTheData() {
        var source = bundle();
        var target = bundle();
        var list = "[{\"bundleName\":\"" + source + "\",\"restoreTo\":\"" + target + "\"}]";
        var session = alice.create(RestoreSession.request(list, listing(RestoreSession.entry(source))));

        for (var bundle : List.of(source, target)) {
            var found = alice.get("/api/v1/sessions?bundleName=" + bundle)
                    .is(200)
                    .json()
                    .path("sessions");
            assertThat(found.findValuesAsString("sessionId")).as(bundle).containsExactly(session.id());
        }
    }

    /** A clone is listed by its whole name, or as in OpenHarmony: with the plain name and its index. */
    @ParameterizedTest
    @ValueSource(strings = {"\"name\":\"com.example.cloned:2\"", "\"name\":\"com.example.cloned\",\"appIndex\":2"})
    void findsACloneByNameAndIndex(String name) {
        var bundle = "com.example.cloned:2";
        if (!Files.exists(service.source(bundle))) {
            service.bundleNamed(
                    bundle,
                    "{\"versionCode\":1000000,\"versionName\":\"1\",\"appIndex\":2}",
                    SourceTree.file("a", "hi"));
        }
        var entry = RestoreSession.entry("x").replace("\"name\":\"x\"", name);
        var restore =
                new RestoreSession(alice, alice.create(RestoreSession.request(Client.plainly(bundle), listing(entry))));
        restore.upload(bundle, "x.tar", TAR).is(200);
        restore.restore(bundle);
        assertThat(service.source(bundle).resolve("a")).hasContent("new");
    }
}
