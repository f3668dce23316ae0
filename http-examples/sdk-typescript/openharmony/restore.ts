// OpenHarmony's SessionRestore: node dist/openharmony/restore.js BUNDLE DIRECTORY
import { Folder } from "../folder.js";
import { connect, publish } from "../helper.js";
import { type GeneralCallbacks, listen, printing } from "./callbacks.js";

const [bundleName, directory] = process.argv.slice(2);
const service = connect();
const folder = await Folder.open(directory, bundleName);

let generalCallbacks: GeneralCallbacks = {
    ...printing,
    onAllBundlesEnd: async () => {
        console.info("onAllBundlesEnd success");
        await service.sessions.releaseSession({ sessionId }); // g_session.release();
    },
};

// g_session = new backup.SessionRestore(generalCallbacks);
const { sessionId } = await service.sessions.createSession({ sessionRequest: { type: "restore" } });
const listening = listen(service, sessionId, generalCallbacks);

let restoreApps: Array<string> = [bundleName];
// await sessionRestore.appendBundles(fileData.fd, restoreApps); fileData is the capability file of the backup
await service.bundles.appendBundles({
    sessionId,
    appendRequest: { remoteCapabilities: await folder.capabilities(), bundles: restoreApps.map((app) => ({ bundleName: app })) },
});
console.info("appendBundles success");

// The manifest says which files the restore needs, so that no program has to count them.
await service.uploads.putUploadManifest({ sessionId, bundleName, uri: folder.index, body: await folder.manifest() });
// await g_session.publishFile({ bundleName, uri: '' });
await publish(service, sessionId, bundleName, async (uri) => {
    // await g_session.getFileHandle({ bundleName, uri }); onFileReady gives the handle; write file.fd; fs.closeSync(file.fd);
    await folder.send(service, sessionId, bundleName, uri);
});
console.info("publishFile success");
await listening;
