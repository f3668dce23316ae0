package io.bundlebackup.upload;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of uploads: each has an {@link UploadFixture} of its own, and leaves no garbage in it. */
public abstract class UploadTest {
    @TempDir
    protected Path root = Path.of("");

    protected UploadFixture fixture;

    @BeforeEach
    void openFixture() {
        fixture = new UploadFixture(root);
    }

    @AfterEach
    void closeFixture() throws Exception {
        fixture.requireNoGarbage();
        fixture.close();
    }
}
