// OpenHarmony's GeneralCallbacks, called with the events of a session.
import type { DeliveredFile, SessionEvent } from "../generated/index.js";
import { follow, type Service } from "../helper.js";

export interface BusinessError {
    code: number;
    message: string;
}

export interface GeneralCallbacks {
    onFileReady: (err: BusinessError | undefined, file: DeliveredFile) => unknown;
    onBundleBegin: (err: BusinessError | undefined, bundleName: string) => unknown;
    onBundleEnd: (err: BusinessError | undefined, bundleName: string) => unknown;
    onAllBundlesEnd: (err: BusinessError | undefined) => unknown;
    onBackupServiceDied: () => unknown;
    onResultReport: (bundleName: string, result: string) => unknown;
    onProcess: (bundleName: string, process: string) => unknown;
    onBackupSizeReport?: (reportInfo: string) => unknown;
}

/** The callbacks that every example of OpenHarmony has; an example replaces those that do more. */
export const printing: GeneralCallbacks = {
    onFileReady: (err, file) => {
        if (err) {
            console.error(`onFileReady failed. Code: ${err.code}, message: ${err.message}`);
            return;
        }
        console.info(`onFileReady success with file: ${file.bundleName}, ${file.uri}`);
    },
    onBundleBegin: (err, bundleName) => {
        if (err) {
            console.error(`onBundleBegin failed. Code: ${err.code}, message: ${err.message}`);
            return;
        }
        console.info(`onBundleBegin success: ${bundleName}`);
    },
    onBundleEnd: (err, bundleName) => {
        if (err) {
            console.error(`onBundleEnd failed. Code: ${err.code}, message: ${err.message}`);
            return;
        }
        console.info(`onBundleEnd success: ${bundleName}`);
    },
    onAllBundlesEnd: (err) => {
        if (err) {
            console.error(`onAllBundlesEnd failed. Code: ${err.code}, message: ${err.message}`);
            return;
        }
        console.info("onAllBundlesEnd success");
    },
    onBackupServiceDied: () => {
        console.info("service died");
    },
    onResultReport: (bundleName, result) => {
        console.info(`onResultReport success, bundleName: ${bundleName}, result: ${result}`);
    },
    onProcess: (bundleName, process) => {
        console.info(`onProcess success, bundleName: ${bundleName}, process: ${process}`);
    },
};

/** Calls the callbacks one after the other. Ends after the release of the session. */
export function listen(service: Service, sessionId: string, callbacks: GeneralCallbacks): Promise<void> {
    let previous: Promise<unknown> = Promise.resolve();
    return follow(service, sessionId, (event) => (previous = previous.then(() => call(callbacks, event))));
}

function call(callbacks: GeneralCallbacks, { type, err, data, bundleName = "" }: SessionEvent): unknown {
    switch (type) {
        case "onFileReady": return callbacks.onFileReady(err, { ...data, bundleName } as DeliveredFile);
        case "onBundleBegin": return callbacks.onBundleBegin(err, bundleName);
        case "onBundleEnd": return callbacks.onBundleEnd(err, bundleName);
        case "onAllBundlesEnd": return callbacks.onAllBundlesEnd(err);
        case "onBackupServiceDied": return callbacks.onBackupServiceDied();
        case "onResultReport": return callbacks.onResultReport(bundleName, JSON.stringify(data.result));
        case "onProcess": return callbacks.onProcess(bundleName, JSON.stringify(data.process));
        case "onBackupSizeReport": return callbacks.onBackupSizeReport?.(JSON.stringify(data));
        default: return undefined; // a client ignores what it does not know
    }
}
