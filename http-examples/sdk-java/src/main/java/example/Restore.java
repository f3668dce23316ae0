package example;

import io.bundlebackup.sdk.model.BundleOutcome;
import io.bundlebackup.sdk.model.BundleToAppend;
import io.bundlebackup.sdk.model.SessionRequest;
import io.bundlebackup.sdk.model.SessionType;

/** Restores the newest backup in a folder: BUNDLE DIRECTORY. */
final class Restore {
    public static void main(String[] args) throws Exception {
        var service = new Service();
        var folder = new Folder(service, args[1], args[0]);

        var request = new SessionRequest().type(SessionType.RESTORE).remoteCapabilities(folder.capabilities())
                .addBundlesItem(new BundleToAppend().bundleName(args[0]));
        var session = service.sessions.createSession(request, null).getSessionId();
        var log = Events.follow(service, session, event -> System.out.println(event.getSeq() + " " + event.getType()));
        service.uploads.putUploadManifest(session, args[0], folder.index(), folder.manifest(), null, null);
        var report = service.publish(session, args[0], uri -> folder.send(session, uri));
        service.sessions.releaseSession(session);
        log.join();
        System.out.println(report.getOutcome() + ": " + report.getFiles() + " files, " + report.getBytes() + " bytes");
        System.exit(report.getOutcome() == BundleOutcome.COMPLETED ? 0 : 1);
    }
}
