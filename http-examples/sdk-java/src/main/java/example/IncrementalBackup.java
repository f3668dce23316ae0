package example;

import io.bundlebackup.sdk.model.AppendRequest;
import io.bundlebackup.sdk.model.BundleToAppend;
import io.bundlebackup.sdk.model.SessionRequest;
import io.bundlebackup.sdk.model.SessionType;

/** Adds what has changed to a folder with a backup: BUNDLE DIRECTORY. */
final class IncrementalBackup {
    public static void main(String[] args) throws Exception {
        var service = new Service();
        var folder = new Folder(service, args[1], args[0]);

        var request = new SessionRequest().type(SessionType.INCREMENTAL_BACKUP);
        var session = service.sessions.createSession(request, folder.begin(SessionType.INCREMENTAL_BACKUP)).getSessionId();
        var log = Events.follow(service, session, event -> System.out.println(event.getSeq() + " " + event.getType()));
        if (service.bundles.listSessionBundles(session, null, null).getBundles().isEmpty()) { // else the run was interrupted
            service.sessions.putPreviousManifest(session, args[0], folder.manifest(), null, null);
            var bundle = new BundleToAppend().bundleName(args[0]).lastIncrementalTime(folder.begunAt());
            service.bundles.appendBundles(session, new AppendRequest().addBundlesItem(bundle), null);
        }
        service.forEachFile(session, file -> {
            folder.save(session, file);
            service.files.closeFile(session, file.getBundleName(), file.getUri(), file.getSha256());
        });
        var bundle = folder.finish(session);
        service.sessions.releaseSession(session);
        log.join();
        System.out.println(bundle.getFilesClosed() + " files, " + bundle.getBytesClosed() + " bytes, " + bundle.getFailedCount() + " failed");
    }
}
