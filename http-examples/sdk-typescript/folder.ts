// What the generator cannot do with files: resume transfers, check digests, and keep a folder that backup.sh and restore.sh read too.
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import * as sdk from "./generated/index.js";
import { end, problemOf, TRIES, type Service } from "./helper.js";

/** A bundle's folder with a backup and its increments. Only one program may use the folder at a time. */
export class Folder {
    /** Names the session of this run: createSession with the same key answers the same session. */
    get key() { return this.run[0]; }
    /** The index of the newest finished backup in the folder. */
    index = "";
    private run = ["", "", "", ""]; // the lines of ".session": key, type, the index it starts from, what the names of its files begin with

    private constructor(private directory: string) {}

    static async open(parent: string, bundleName: string): Promise<Folder> {
        const folder = new Folder(join(parent, bundleName.replace(":", "+")));
        await mkdir(folder.directory, { recursive: true, mode: 0o700 });
        if (existsSync(folder.path(".session"))) folder.run = (await folder.text(".session")).split("\n");
        const finished = (await readdir(folder.directory)).filter((name) => name.endsWith("manage.json.manifest") && !folder.isOfThisRun(name));
        const headers = await Promise.all(finished.map((name) => folder.header(name)));
        const parents = headers.map((header) => header.get("parent"));
        const newest = headers.filter((header) => !parents.includes(header.get("generation")))
            .sort((a, b) => Number(a.get("begunAt")) - Number(b.get("begunAt"))).at(-1);
        folder.index = newest?.get("index") ?? "";
        return folder;
    }

    /** Begins a backup or an increment, or goes on with the run that was interrupted. */
    async begin(type: sdk.SessionType): Promise<void> {
        if (this.key && this.run[1] !== type) throw new Error(`An interrupted ${this.run[1]} in ${this.directory} has to be finished first.`);
        if (!this.key && (type === "backup") === (this.index !== "")) {
            throw new Error(`${this.directory} has ${this.index ? "a backup: add an increment" : "no backup to add to"}.`);
        }
        if (!this.key) await this.remember([randomBytes(16).toString("hex"), type, this.index, ""]);
    }

    /** Fetches a file, with what an earlier connection or run has left, checks the SHA-256 and flushes the file to the disk. */
    async save(service: Service, sessionId: string, file: sdk.DeliveredFile): Promise<void> {
        const prefix = /^\d+_/.exec(file.uri)?.[0] ?? "";
        if (prefix !== this.run[3]) await this.remember([...this.run.slice(0, 3), prefix]);
        await this.fetch(file.uri, file.sha256, async (range) => (await service.files.getFileRaw({ sessionId, ...file, range })).raw);
        if (file.kind === "index") {
            const manifest = async () => (await service.files.getFileManifestRaw({ sessionId, ...file })).raw;
            await this.fetch(`${file.uri}.manifest`, file.manifestSha256, manifest);
        }
    }

    private async fetch(name: string, sha256: string, get: (range?: string) => Promise<Response>): Promise<void> {
        const [path, partial] = [this.path(name), this.path(`${name}.partial`)];
        if (existsSync(path)) await rename(path, partial);
        for (let tries = 0, arrived = false; !arrived; tries++) {
            if (tries === TRIES) throw new Error(`${name} does not arrive.`);
            const had = await size(partial);
            try {
                arrived = await append(partial, await get(had > 0 ? `bytes=${had}-` : undefined));
            } catch (error) {
                arrived = error instanceof sdk.ResponseError && error.response.status === 416; // there are no more bytes
                if (!arrived) throw error;
            }
            if ((await size(partial)) > had) tries = 0;
            if (arrived && (await digest(partial, "hex")) !== sha256) {
                await rm(partial); // the beginning is of an earlier content
                arrived = false;
            }
        }
        await this.keep(name);
    }

    /** Ends the run if the bundle was backed up; if not, removes what came, so that the next run begins anew. */
    async finish(service: Service, sessionId: string, bundleName: string): Promise<sdk.SessionBundle> {
        const { outcome } = await end(service, sessionId, bundleName);
        const bundle = await service.bundles.getSessionBundle({ sessionId, bundleName });
        if (outcome === "completed") {
            await this.write("capabilities.json", JSON.stringify(await service.sessions.getSessionCapabilities({ sessionId })));
        } else {
            for (const name of (await readdir(this.directory)).filter((each) => this.isOfThisRun(each))) await rm(this.path(name));
        }
        await rm(this.path(".session"), { force: true });
        if (outcome !== "completed") throw new Error(`${bundleName}: ${outcome}: ${bundle.err?.message ?? ""}`);
        return bundle;
    }

    async capabilities(): Promise<sdk.CapabilityFile> {
        return JSON.parse(await this.text("capabilities.json"));
    }

    /** The manifest of the newest finished backup. */
    async manifest(): Promise<Blob> {
        return new Blob([await this.text(`${this.index}.manifest`)]);
    }

    /** When the newest finished backup began, in seconds: `lastIncrementalTime` of the next increment. */
    async begunAt(): Promise<number> {
        return Math.floor(Number((await this.header(`${this.index}.manifest`)).get("begunAt")) / 1000);
    }

    /** Sends a file of a restore; goes on behind what the service already has. */
    async send(service: Service, sessionId: string, bundleName: string, uri: string): Promise<void> {
        const target = { sessionId, bundleName, uri };
        const reprDigest = `sha-256=:${await digest(this.path(uri), "base64")}:`;
        let upload = await service.uploads.requestUpload({ sessionId, bundleName, uploadRequest: { uri } });
        for (let tries = 0; !upload.complete; tries++) {
            const rest = { body: Readable.toWeb(createReadStream(this.path(uri), { start: upload.offset })), duplex: "half" } as RequestInit;
            const piece = { ...target, uploadOffset: upload.offset, uploadComplete: "?1", reprDigest, body: new Blob() };
            try {
                return await service.uploads.patchUpload(piece, () => Promise.resolve(rest));
            } catch (error) {
                if (tries === TRIES) throw error;
                if (error instanceof sdk.ResponseError) await problemOf(error, "offset-mismatch", "invalid-request");
            }
            const had = upload.offset;
            upload = await service.uploads.getUpload(target);
            if (upload.offset > had) tries = 0;
        }
    }

    private path = (name: string) => join(this.directory, name);
    private text = (name: string) => readFile(this.path(name), "utf8");

    private isOfThisRun(name: string) {
        return this.run[1] === "backup" ? name !== ".session" : this.run[3] !== "" && name.startsWith(this.run[3]);
    }

    private async header(manifest: string): Promise<URLSearchParams> {
        for await (const chunk of createReadStream(this.path(manifest), { encoding: "utf8", highWaterMark: 4096 })) {
            return new URLSearchParams(`${String(chunk).split("\n")[0]}&index=${manifest.replace(".manifest", "")}`);
        }
        throw new Error(`${manifest} is empty.`);
    }

    private async remember(run: string[]) {
        this.run = run;
        await this.write(".session", run.join("\n"));
    }
    private async write(name: string, text: string) {
        await append(this.path(`${name}.partial`), new Response(text));
        await this.keep(name);
    }
    private async keep(name: string) {
        await rename(this.path(`${name}.partial`), this.path(name));
        await sync(this.directory);
    }
}

const size = (path: string) => stat(path).then((found) => found.size, () => -1);

async function digest(path: string, encoding: "hex" | "base64"): Promise<string> {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    return hash.digest(encoding);
}

/** Appends the body of an answer. What arrived is on the disk, also if the connection breaks, which is answered with false. */
async function append(path: string, response: Response): Promise<boolean> {
    const file = await open(path, response.status === 206 ? "a" : "w", 0o600);
    try {
        if (response.body) await writeFile(file, Readable.fromWeb(response.body as never));
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall === "write") throw error; // the disk, not the connection
        return false;
    } finally {
        await file.sync();
        await file.close();
    }
}

async function sync(directory: string): Promise<void> {
    const opened = await open(directory, "r");
    await opened.sync().finally(() => opened.close());
}
