// A whole backup: node dist/backup.js BUNDLE DIRECTORY
import { Folder } from "./folder.js";
import { connect, follow, forEachFile } from "./helper.js";

const [bundleName, directory] = process.argv.slice(2);
const service = connect();
const folder = await Folder.open(directory, bundleName);
await folder.begin("backup");

const { sessionId } = await service.sessions.createSession({
    idempotencyKey: folder.key,
    sessionRequest: { type: "backup", bundles: [{ bundleName }] },
});
const log = follow(service, sessionId, (event) => console.log(event.seq, event.type, event.data.uri ?? ""));
await forEachFile(service, sessionId, async (file) => {
    await folder.save(service, sessionId, file);
    await service.files.closeFile({ sessionId, ...file });
});
const bundle = await folder.finish(service, sessionId, bundleName);
await service.sessions.releaseSession({ sessionId });
await log;
console.log(`${bundle.filesClosed} files, ${bundle.bytesClosed} bytes, ${bundle.failedCount} failed`);
