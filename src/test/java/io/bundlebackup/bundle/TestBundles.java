package io.bundlebackup.bundle;

import io.bundlebackup.bundle.selection.PathSelection;
import java.nio.file.Path;

/** Bundles in memory for tests. */
public final class TestBundles {
    public static Bundle of(String name, Path directory, PathSelection selection) {
        return new Bundle(
                BundleName.parse(name).orElseThrow(),
                directory,
                Application.of(1, "1"),
                selection,
                null,
                null,
                null,
                RestoreMethod.WHOLE);
    }

    public static Bundle of(String name, Path directory) {
        return of(name, directory, PathSelection.everything());
    }

    /** With commands. */
    public static Bundle with(String name, Path directory, Extension extension) {
        var plain = Application.of(1, "1");
        var application = new Application(
                plain.versionCode(),
                plain.versionName(),
                plain.extensionName(),
                plain.needToInstall(),
                plain.allowToBackupRestore(),
                plain.includes(),
                plain.excludes(),
                plain.changing(),
                plain.fullBackupOnly(),
                plain.restoreDeps(),
                plain.supportScene(),
                plain.extraInfo(),
                plain.backupEvery(),
                extension);
        return new Bundle(
                BundleName.parse(name).orElseThrow(),
                directory,
                application,
                PathSelection.everything(),
                null,
                null,
                null,
                RestoreMethod.WHOLE);
    }

    public static Bundle broken(String name, Path directory) {
        return new Bundle(
                BundleName.parse(name).orElseThrow(),
                directory,
                null,
                PathSelection.nothing(),
                "bundle.json is not a file",
                null,
                null,
                RestoreMethod.WHOLE);
    }

    private TestBundles() {}
}
