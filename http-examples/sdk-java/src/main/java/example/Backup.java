package example;

import io.bundlebackup.sdk.model.BundleToAppend;
import io.bundlebackup.sdk.model.SessionRequest;
import io.bundlebackup.sdk.model.SessionType;

/** A whole backup: BUNDLE DIRECTORY. */
final class Backup {
    public static void main(String[] args) throws Exception {
        var service = new Service();
        var folder = new Folder(service, args[1], args[0]);

        var request = new SessionRequest().type(SessionType.BACKUP).addBundlesItem(new BundleToAppend().bundleName(args[0]));
        var session = service.sessions.createSession(request, folder.begin(SessionType.BACKUP)).getSessionId();
        var log = Events.follow(service, session, event -> System.out.println(event.getSeq() + " " + event.getType()));
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
