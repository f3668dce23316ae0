// OpenHarmony's IncrementalBackupSession: node dist/openharmony/incremental-backup.js BUNDLE DIRECTORY
import { Folder } from "../folder.js";
import { connect } from "../helper.js";
import { type GeneralCallbacks, listen, printing } from "./callbacks.js";

const [bundleName, directory] = process.argv.slice(2);
const service = connect();
const folder = await Folder.open(directory, bundleName);
await folder.begin("incrementalBackup");

let generalCallbacks: GeneralCallbacks = {
    ...printing,
    onFileReady: async (err, file) => {
        if (err) {
            console.error(`onFileReady failed. Code: ${err.code}, message: ${err.message}`);
            return;
        }
        console.info("onFileReady success");
        await folder.save(service, sessionId, file); // read file.fd, and file.manifestFd of the index
        await service.files.closeFile({ sessionId, ...file }); // fs.closeSync(file.fd); fs.closeSync(file.manifestFd);
    },
    onAllBundlesEnd: async () => {
        console.info("onAllBundlesEnd success");
        await folder.finish(service, sessionId, bundleName);
        await service.sessions.releaseSession({ sessionId }); // incrementalBackupSession.release();
    },
};

// let incrementalBackupSession = new backup.IncrementalBackupSession(generalCallbacks);
const { sessionId } = await service.sessions.createSession({ sessionRequest: { type: "incrementalBackup" } });
const listening = listen(service, sessionId, generalCallbacks);

let incrementalBackupData = {
    bundleName,
    lastIncrementalTime: await folder.begunAt(), // Timestamp of the last backup.
};
// manifestFd: the manifest of the last backup
await service.sessions.putPreviousManifest({ sessionId, bundleName, body: await folder.manifest() });
let incrementalBackupDataArray = [incrementalBackupData];
// incrementalBackupSession.appendBundles(incrementalBackupDataArray)
await service.bundles.appendBundles({ sessionId, appendRequest: { bundles: incrementalBackupDataArray } });
console.info("appendBundles success");
await listening;
