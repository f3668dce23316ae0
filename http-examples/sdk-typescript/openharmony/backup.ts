// OpenHarmony's SessionBackup: node dist/openharmony/backup.js BUNDLE DIRECTORY
import { Folder } from "../folder.js";
import { connect } from "../helper.js";
import { type GeneralCallbacks, listen, printing } from "./callbacks.js";

const [bundleName, directory] = process.argv.slice(2);
const service = connect();
const folder = await Folder.open(directory, bundleName);
await folder.begin("backup");

let generalCallbacks: GeneralCallbacks = {
    ...printing,
    onFileReady: async (err, file) => {
        if (err) {
            console.error(`onFileReady failed. Code: ${err.code}, message: ${err.message}`);
            return;
        }
        console.info("onFileReady success");
        await folder.save(service, sessionId, file); // read file.fd
        await service.files.closeFile({ sessionId, ...file }); // fs.closeSync(file.fd);
    },
    onAllBundlesEnd: async () => {
        console.info("onAllBundlesEnd success");
        await folder.finish(service, sessionId, bundleName);
        await service.sessions.releaseSession({ sessionId }); // sessionBackup.release();
    },
};

// let sessionBackup = new backup.SessionBackup(generalCallbacks);
const { sessionId } = await service.sessions.createSession({ sessionRequest: { type: "backup" } });
const listening = listen(service, sessionId, generalCallbacks);

// let fileData = await sessionBackup.getLocalCapabilities();
const capabilities = await service.sessions.getSessionCapabilities({ sessionId });
console.info(`getLocalCapabilities success: ${capabilities.bundleInfos.length} bundles`);

let backupApps: Array<string> = [bundleName];
// await sessionBackup.appendBundles(backupApps);
await service.bundles.appendBundles({ sessionId, appendRequest: { bundles: backupApps.map((app) => ({ bundleName: app })) } });
console.info("appendBundles success");
await listening;
