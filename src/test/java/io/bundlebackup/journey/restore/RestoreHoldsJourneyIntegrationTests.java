package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.RunningService;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who may work with a bundle's data while others do, and where data goes. */
class RestoreHoldsJourneyIntegrationTests extends JourneyTest {
    private static final byte[] TAR = new TarBytes().file("a", "new").end();

    private String bundle() {
        return service.bundle(file("a", "hi"));
    }

    private static String append(String bundle) {
        return "[{\"bundleName\":\"" + bundle + "\"}]";
    }

    private static String mapped(String bundle, String target) {
        return "[{\"bundleName\":\"" + bundle + "\",\"restoreTo\":\"" + target + "\"}]";
    }

    private Answer backUp(String bundle) {
        return alice.post("/api/v1/sessions", "{\"type\":\"backup\",\"bundles\":" + append(bundle) + "}");
    }

    private Answer restore(String list, String... bundles) {
        return alice.post("/api/v1/sessions", RestoreSession.request(list, RestoreSession.capabilities(bundles)));
    }

    private static void assertHeld(Answer answer, String type) {
        var info = answer.isProblem(409, "bundle-held", 13500013).json().path("sessionInfo");
        assertThat(info.path("type").asString("")).isEqualTo(type);
        assertThat(Instant.parse(info.path("since").asString(""))).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void aRestoreRefusesEveryOtherSession() {
        var bundle = bundle();
        var first = RestoreSession.of(alice, bundle);

        assertHeld(restore(append(bundle), bundle), "restore");
        assertHeld(backUp(bundle), "restore");
        assertHeld(alice.open().append(append(bundle)), "restore");
        assertHeld(RestoreSession.open(alice).append(append(bundle), RestoreSession.capabilities(bundle)), "restore");

        first.upload(bundle, "x.tar", TAR).is(200);
        first.restore(bundle);
        first.session().recorder().await("onAllBundlesEnd");
        // It ended, and so does its hold, although the session is not released.
        var second = RestoreSession.of(alice, bundle);
        second.session().cancel(bundle).is(200);
        second.awaitEnd(bundle);
        var backup = alice.backUp(bundle);
        backup.pull(folder);
    }

    @Test
    void bundlesOfAReleasedSessionCanBeAppendedAtOnce() {
        var bundle = bundle();
        for (int i = 0; i < 10; i++) {
            var restore = RestoreSession.of(alice, bundle);
            restore.session().recorder().await("onBundleBegin", bundle);
            alice.delete("/api/v1/sessions/" + restore.session().id()).is(204);
        }
        RestoreSession.of(alice, bundle);
    }

    @Test
    void aBackupRefusesARestoreAndNoOtherBackup() {
        var bundle = bundle();
        var backup = alice.backUp(bundle);
        backup.awaitBundle(bundle, "phase", "waitingForClient");

        assertHeld(restore(append(bundle), bundle), "backup");
        var another = alice.backUp(bundle);

        backup.pull(folder.resolve("1"));
        another.pull(folder.resolve("2"));
        backup.recorder().await("onBundleEnd", bundle);
        another.recorder().await("onBundleEnd", bundle);
        RestoreSession.of(alice, bundle);
    }

    @Test
    void aMappedRestoreHoldsItsTargetAndNotItsSource() {
        var source = bundle();
        var target = bundle();
        var restore = RestoreSession.with(alice, source, "\"restoreTo\":\"" + target + "\"");

        assertHeld(restore(append(target), target), "restore");
        assertHeld(backUp(target), "restore");
        var other = bundle();
        assertHeld(restore(mapped(other, target), other), "restore");
        var backup = alice.backUp(source);
        backup.pull(folder);
        backup.recorder().await("onBundleEnd", source);

        restore.upload(source, "x.tar", TAR).is(200);
        restore.restore(source);
        assertThat(service.source(target).resolve("a")).hasContent("new");
        assertThat(service.source(source).resolve("a")).hasContent("hi");
    }

    @Test
    void aRefusedAppendHoldsNothing() {
        var held = bundle();
        var free = bundle();
        var first = RestoreSession.of(alice, held);

        assertHeld(
                restore("[{\"bundleName\":\"" + free + "\"},{\"bundleName\":\"" + held + "\"}]", free, held),
                "restore");

        RestoreSession.of(alice, free);
        first.session().cancel(held).is(200);
    }

    @Test
    void noRestoreIsUndoneWhileItsBundleIsHeld() {
        var bundle = bundle();
        var first = RestoreSession.of(alice, bundle);
        first.upload(bundle, "x.tar", TAR).is(200);
        first.restore(bundle);
        var id = RestoreSession.previous(alice, bundle).getFirst();
        first.session().recorder().await("onAllBundlesEnd");

        var restore = RestoreSession.of(alice, bundle);
        assertHeld(RestoreSession.undo(alice, bundle, id), "restore");
        restore.session().cancel(bundle).is(200);
        restore.awaitEnd(bundle);
        var backup = alice.backUp(bundle);
        assertHeld(RestoreSession.undo(alice, bundle, id), "backup");
        backup.pull(folder);
        backup.recorder().await("onBundleEnd", bundle);

        assertThat(service.source(bundle).resolve("a")).hasContent("new");
        RestoreSession.undo(alice, bundle, id).is(200);
        assertThat(service.source(bundle).resolve("a")).hasContent("hi");
    }

    @Test
    void theSessionOfAnotherCallerHoldsTheBundleToo() {
        var bundle = bundle();
        try (var bob = service.client(RunningService.BOB)) {
            var theirs = RestoreSession.of(bob, bundle);
            assertHeld(restore(append(bundle), bundle), "restore");
            check(theirs.session());
        }
        RestoreSession.of(alice, bundle);
    }

    @Test
    void refusesTwoSourcesForOneTarget() {
        var first = bundle();
        var second = bundle();
        var list = "[{\"bundleName\":\"" + first + "\"},{\"bundleName\":\"" + second + "\",\"restoreTo\":\"" + first
                + "\"}]";

        restore(list, first, second).isProblem(400, "invalid-argument", 13900020);
        RestoreSession.open(alice)
                .append(list, RestoreSession.capabilities(first, second))
                .isProblem(400, "invalid-argument", 13900020);

        RestoreSession.of(alice, first, second);
    }

    /** OpenHarmony's sample of {@code appendBundles} with infos. */
    @Test
    void theMappingOfOpenHarmonyRestoresToTheOtherApplication() {
        service.bundleNamed("com.example.hiworld", Trees.FACTS, file("a", "hi"));
        service.bundleNamed("com.example.helloworld", Trees.FACTS, file("a", "hello"));
        var info = """
                {"infos":[{"details":[{"detail":[{"source":"com.example.hiworld","target":"com.example.helloworld"}],
                "type":"app_mapping_relation"}],"type":"broadcast"}]}""";

        var restore = RestoreSession.with(alice, "com.example.hiworld", "\"info\":" + info);
        assertHeld(backUp("com.example.helloworld"), "restore");
        restore.upload("com.example.hiworld", "x.tar", TAR).is(200);
        restore.restore("com.example.hiworld");

        assertThat(service.source("com.example.hiworld").resolve("a")).hasContent("hi");
        assertThat(service.source("com.example.helloworld").resolve("a")).hasContent("new");
    }

    @Test
    void refusesAMappingThatContradictsRestoreTo() {
        var info = "{\"detail\":[{\"source\":\"com.example.x\",\"target\":\"com.example.y\"}],"
                + "\"type\":\"app_mapping_relation\"}";
        restore(
                        "[{\"bundleName\":\"com.example.x\",\"restoreTo\":\"com.example.z\",\"info\":" + info + "}]",
                        "com.example.x")
                .isProblem(400, "invalid-argument", 13900020);
        restore(
                        "[{\"bundleName\":\"com.example.x\",\"info\":" + info.replace("com.example.y", "../y") + "}]",
                        "com.example.x")
                .isProblem(400, "invalid-argument", 13900020);
    }
}
