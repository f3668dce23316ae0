package io.bundlebackup.archive.tree;

import static io.bundlebackup.posix.RawFiles.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told, a line each. */
public final class TreeWalkLog implements TreeWalk.Visitor {
    final List<String> lines = new ArrayList<>();
    private String place = "";
    private Action action = () -> {};

    TreeWalkLog at(String path, Action then) {
        place = path;
        action = then;
        return this;
    }

    @Override
    public void entry(byte[] path, Stat stat, byte @Nullable [] target) throws IOException, InterruptedException {
        String kind = stat.isDirectory() ? "/ " : stat.isRegularFile() ? "f " : "l ";
        assertThat(target != null).isEqualTo(stat.isSymbolicLink());
        lines.add(kind + shown(path) + (target == null ? "" : " -> " + shown(target)));
        if (shown(path).equals(place)) {
            action.run();
        }
    }

    @Override
    public void skipped(byte[] path, Stat stat) {
        lines.add("s " + shown(path));
    }

    @Override
    public void unreadable(byte[] path, PosixException cause) {
        String error = String.valueOf(cause.getMessage()).replaceAll(".*: (E[A-Z]+) .*", "$1");
        lines.add("? " + shown(path) + " " + error);
    }

    /** Makes directories (ending with a slash) and empty files. */
    public static void make(Path below, String... paths) throws IOException {
        Files.createDirectories(below);
        for (String path : paths) {
            if (path.endsWith("/")) {
                Files.createDirectory(RawFiles.at(below, path.substring(0, path.length() - 1)));
            } else {
                Files.createFile(RawFiles.at(below, path));
            }
        }
    }

    @FunctionalInterface
    interface Action {
        void run() throws IOException, InterruptedException;
    }
}
