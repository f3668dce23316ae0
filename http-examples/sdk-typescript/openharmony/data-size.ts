// OpenHarmony's getBackupDataSize: node dist/openharmony/data-size.js BUNDLE
import { connect } from "../helper.js";
import { type GeneralCallbacks, listen, printing } from "./callbacks.js";

const [bundleName] = process.argv.slice(2);
const service = connect();

let generalCallbacks: GeneralCallbacks = {
    ...printing,
    onBackupSizeReport: async (reportInfo) => {
        console.info("dataSizeCallback success");
        const jsonObj = JSON.parse(reportInfo); // Parse and print the returned information.
        for (const info of jsonObj.scaned) {
            console.info("name: " + info.bundleName);
            console.info("dataSize: " + info.dataSize);
            console.info("incDataSize: " + info.incDataSize);
        }
        console.info("scanning: " + jsonObj.scanning);
        if (jsonObj.scanning === "") {
            await service.sessions.releaseSession({ sessionId }); // sessionBackup.release();
        }
    },
};

// let sessionBackup = new backup.SessionBackup(generalCallbacks);
const { sessionId } = await service.sessions.createSession({ sessionRequest: { type: "backup" } });
const listening = listen(service, sessionId, generalCallbacks);

let backupApps = [{
    bundleName,
    lastIncrementalTime: 0, // 0 for a full backup, else the time of the last backup
}];
// sessionBackup.getBackupDataSize(true, backupApps);
await service.sessions.scanDataSize({ sessionId, dataSizeRequest: { isPreciseScan: true, dataList: backupApps } });
await listening;
