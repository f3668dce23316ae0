// What the generator cannot do with the service: wait out a bad connection, follow the events, work through lists of files.
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import WebSocket from "ws";
import * as sdk from "./generated/index.js";

export const TRIES = 10;

/** The classes of the SDK for one service. Requests that meet a broken connection or "try again later" are repeated. */
export function connect(env = process.env) {
    const basePath = (env.BACKUP_URL ?? "http://127.0.0.1:8080").replace(/\/+$/, "");
    const accessToken = env.BACKUP_TOKEN ?? readFileSync(env.BACKUP_TOKEN_FILE ?? "data/token", "utf8").trim();
    const configuration = new sdk.Configuration({ basePath, accessToken, fetchApi: patientFetch });
    return {
        basePath, accessToken,
        sessions: new sdk.SessionsApi(configuration), bundles: new sdk.SessionBundlesApi(configuration),
        files: new sdk.FilesApi(configuration), uploads: new sdk.UploadsApi(configuration),
    };
}
export type Service = ReturnType<typeof connect>;

async function patientFetch(url: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
        const again = attempt < TRIES && !(init?.body instanceof ReadableStream); // a stream is used up
        try {
            const response = await fetch(url, init);
            if (again && [429, 502, 503, 504].includes(response.status)) {
                await pause(1000 * Number(response.headers.get("Retry-After") ?? attempt));
            } else if (!response.headers.get("Content-Type")?.includes("json")) {
                return response;
            } else {
                return new Response(await response.text(), response); // a cut in the middle is met here
            }
        } catch (broken) {
            if (!again) throw broken;
            await pause(100 * attempt);
        }
    }
}

/** The problem that the service answered with, if it is one of these; any other error is thrown. */
export async function problemOf(error: unknown, ...names: string[]): Promise<sdk.Problem> {
    if (!(error instanceof sdk.ResponseError)) throw error;
    const problem = sdk.ProblemFromJSON(await error.response.json());
    if (names.includes(problem.type.replace("/problems/", ""))) return problem;
    throw new Error(`${problem.title}: ${problem.detail} [${problem.code}]`);
}

/** Calls `listener` with each event of the session, in order and once. Ends when the log ends, after the release of the session. */
export async function follow(service: Service, sessionId: string, listener: (event: sdk.SessionEvent) => unknown): Promise<void> {
    const url = `${service.basePath.replace(/^http/, "ws")}/api/v1/sessions/${sessionId}/events`;
    for (let after = 0, fruitless = 0; fruitless < TRIES; fruitless++) {
        const socket = new WebSocket(`${url}?after=${after}`, { headers: { Authorization: `Bearer ${service.accessToken}` } });
        const silence = setTimeout(() => socket.terminate(), 60_000); // a heartbeat comes every 15 s
        socket.on("message", (text) => {
            silence.refresh();
            const frame = JSON.parse(String(text));
            if (frame.seq === undefined) return; // hello, heartbeat
            [after, fruitless] = [frame.seq, 0];
            listener(sdk.SessionEventFromJSON(frame));
        });
        socket.on("error", () => undefined); // "close" follows
        const code = await new Promise((resolve) => socket.on("close", resolve));
        clearTimeout(silence);
        if (code === 1000) return;
        await pause(100 * fruitless);
    }
    throw new Error(`The events of ${sessionId} cannot be read.`);
}

/** Calls `take` with each file that is ready, until no more files come. A file that changed meanwhile comes again. */
export async function forEachFile(service: Service, sessionId: string, take: (file: sdk.DeliveredFile) => Promise<unknown>) {
    for (let more = true; more; ) {
        const page = await service.files.listSessionFiles({ sessionId, state: "ready", wait: 30 });
        for (const file of page.files) {
            await take(file).catch((error) => problemOf(error, "file-changed", "receipt-mismatch", "file-closed"));
        }
        more = page.more;
    }
}

/** Publishes a restore: sends the files that the service names as missing, until it has all. Answers how the restore ended. */
export async function publish(service: Service, sessionId: string, bundleName: string, send: (uri: string) => Promise<unknown>) {
    for (let missing: sdk.MissingFile[] | undefined = []; missing; ) {
        for (const { uri } of missing) await send(uri);
        const request = { sessionId, bundleName, publishOptions: {} };
        missing = await service.uploads.publish(request).then(() => undefined, async (error) => (await problemOf(error, "upload-incomplete")).missing);
    }
    return await end(service, sessionId, bundleName);
}

/** Waits until the bundle has ended; answers how. */
export async function end(service: Service, sessionId: string, bundleName: string): Promise<sdk.BundleReport> {
    for (;;) {
        const report = await service.bundles.getReport({ sessionId, bundleName, wait: 30 });
        if (report.outcome) return report;
    }
}
