package io.bundlebackup.session.web;

/** Bodies that Swagger UI fills in. Each is accepted as it stands where the sample bundle is installed. */
final class Examples {
    private static final String BUNDLE = """
            "bundles": [ { "bundleName": "com.example.hiworld"\
            """;

    private static final String CAPABILITIES = """
            "remoteCapabilities": { "backupVersion": "16.0", "bundleInfos": [ { "name": "com.example.hiworld", "versionCode": 1000000, \
            "versionName": "1.0.0", "spaceOccupied": 0, "allToBackup": true, "extensionName": "BackupExtensionAbility" } ] }\
            """;

    static final String APPEND_BACKUP = "{ " + BUNDLE + " } ] }";
    static final String APPEND_INCREMENT = "{ " + BUNDLE + ", \"lastIncrementalTime\": 0 } ] }";
    static final String APPEND_RESTORE = "{ " + BUNDLE + ", \"restoreMode\": \"replace\" } ], " + CAPABILITIES + " }";

    static final String BACKUP = "{ \"type\": \"backup\", " + BUNDLE + " } ] }";
    static final String INCREMENT =
            "{ \"type\": \"incrementalBackup\", " + BUNDLE + ", \"lastIncrementalTime\": 0 } ] }";
    static final String RESTORE =
            "{ \"type\": \"restore\", " + BUNDLE + ", \"restoreMode\": \"replace\" } ], " + CAPABILITIES + " }";

    private Examples() {}
}
