// Restores the newest backup in a folder: node dist/restore.js BUNDLE DIRECTORY
import { Folder } from "./folder.js";
import { connect, follow, publish } from "./helper.js";

const [bundleName, directory] = process.argv.slice(2);
const service = connect();
const folder = await Folder.open(directory, bundleName);

const { sessionId } = await service.sessions.createSession({
    sessionRequest: { type: "restore", remoteCapabilities: await folder.capabilities(), bundles: [{ bundleName }] },
});
const log = follow(service, sessionId, (event) => console.log(event.seq, event.type, event.data.uri ?? ""));
await service.uploads.putUploadManifest({ sessionId, bundleName, uri: folder.index, body: await folder.manifest() });
const report = await publish(service, sessionId, bundleName, (uri) => folder.send(service, sessionId, bundleName, uri));
await service.sessions.releaseSession({ sessionId });
await log;
console.log(`${report.outcome}: ${report.files} files, ${report.bytes} bytes, ${report.failed.length} failed`);
process.exitCode = report.outcome === "completed" ? 0 : 1;
