// OpenHarmony's cancel: node dist/openharmony/cancel.js BUNDLE
import { connect } from "../helper.js";
import { type GeneralCallbacks, listen, printing } from "./callbacks.js";

const [bundleName] = process.argv.slice(2);
const service = connect();

let generalCallbacks: GeneralCallbacks = {
    ...printing,
    onFileReady: async (err, file) => {
        if (err) {
            console.error(`onFileReady failed. Code: ${err.code}, message: ${err.message}`);
            return;
        }
        // This program cannot take the file: call the cancel API to cancel the backup task of the application.
        // let result = sessionBackup.cancel(bundleName);
        const { result } = await service.bundles.cancelBundle({ sessionId, bundleName: file.bundleName });
        console.info("cancel result:" + result);
    },
    onAllBundlesEnd: async () => {
        console.info("onAllBundlesEnd success");
        await service.sessions.releaseSession({ sessionId }); // sessionBackup.release();
    },
};

// let sessionBackup = new backup.SessionBackup(generalCallbacks);
const { sessionId } = await service.sessions.createSession({ sessionRequest: { type: "backup" } });
const listening = listen(service, sessionId, generalCallbacks);

let backupBundles: Array<string> = [bundleName];
// sessionBackup.appendBundles(backupBundles); a send rate of 1 leaves time to cancel
await service.bundles.appendBundles({
    sessionId,
    appendRequest: { bundles: backupBundles.map((bundle) => ({ bundleName: bundle, sendRate: 1 })) },
});
await listening;
