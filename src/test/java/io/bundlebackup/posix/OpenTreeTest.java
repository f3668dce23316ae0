package io.bundlebackup.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with an empty tree that is open; each has to close every descriptor that it opens below. */
public abstract class OpenTreeTest {
    @TempDir
    protected Path temp = Path.of("");

    protected Path tree = Path.of("");
    protected Directory root;

    @BeforeEach
    void openTree() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        root = Directory.open(tree);
    }

    @AfterEach
    void closesEveryDescriptor() throws IOException {
        root.close();
        assertThat(RawFiles.openBelow(temp)).isZero();
    }
}
