package io.bundlebackup.repository.tree;

import io.bundlebackup.repository.blob.BlobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file of a snapshot. Immutable if the lists are.
 *
 * @param time in UTC
 * @param parent the snapshot that this one was compared with
 * @param tree the root
 * @param paths absolute, as restic lists them
 * @param hostname the source
 * @param username empty if unknown
 * @param programVersion empty if unknown
 * @param original the snapshot that restic has changed into this one; null if there is none
 * @param summary null if the program that made the snapshot kept none
 */
public record Snapshot(
        Instant time,
        @Nullable BlobId parent,
        BlobId tree,
        List<String> paths,
        String hostname,
        String username,
        long uid,
        long gid,
        List<String> tags,
        String programVersion,
        @Nullable BlobId original,
        @Nullable Summary summary) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Numbers that newer restics show. */
    public record Summary(
            Instant begunAt,
            Instant endedAt,
            long newFiles,
            long changedFiles,
            long unmodifiedFiles,
            long dataAdded,
            long dataAddedPacked,
            long files,
            long bytes) {}

    /** The content of the file. */
    public byte[] toJson() {
        var out = new TextBuffer();
        out.put("{\"time\":\"");
        NodeTime.write(time, out);
        out.put('"');
        if (parent != null) {
            out.put(",\"parent\":\"").put(parent.toString()).put('"');
        }
        out.put(",\"tree\":\"").put(tree.toString()).put('"');
        put(out, "paths", paths);
        put(out, "hostname", hostname);
        put(out, "username", username);
        put(out, "uid", uid);
        put(out, "gid", gid);
        if (!tags.isEmpty()) {
            put(out, "tags", tags);
        }
        if (original != null) {
            out.put(",\"original\":\"").put(original.toString()).put('"');
        }
        put(out, "program_version", programVersion);
        if (summary != null) {
            put(out, summary);
        }
        return out.put('}').copy();
    }

    private static void put(TextBuffer out, String name, List<String> texts) {
        out.put(",\"").put(name).put("\":[");
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) {
                out.put(',');
            }
            out.quoted(texts.get(i));
        }
        out.put(']');
    }

    private static void put(TextBuffer out, String name, String text) {
        if (!text.isEmpty()) {
            out.put(",\"").put(name).put("\":").quoted(text);
        }
    }

    private static void put(TextBuffer out, String name, long number) {
        if (number != 0) {
            out.put(",\"").put(name).put("\":").put(number);
        }
    }

    private static void put(TextBuffer out, Summary summary) {
        out.put(",\"summary\":{\"backup_start\":\"");
        NodeTime.write(summary.begunAt, out);
        out.put("\",\"backup_end\":\"");
        NodeTime.write(summary.endedAt, out);
        out.put("\",\"files_new\":").put(summary.newFiles);
        out.put(",\"files_changed\":").put(summary.changedFiles);
        out.put(",\"files_unmodified\":").put(summary.unmodifiedFiles);
        out.put(",\"data_added\":").put(summary.dataAdded);
        out.put(",\"data_added_packed\":").put(summary.dataAddedPacked);
        out.put(",\"total_files_processed\":").put(summary.files);
        out.put(",\"total_bytes_processed\":").put(summary.bytes).put('}');
    }

    /** @throws InvalidTreeException if the content is not the file of a snapshot */
    public static Snapshot parse(byte[] json) throws InvalidTreeException {
        try {
            var root = JSON.readTree(json);
            var tree = root.path("tree");
            if (!root.isObject() || !tree.isString() || !root.path("time").isString()) {
                throw new InvalidTreeException("the file of a snapshot is damaged: it names no tree or no time");
            }
            return new Snapshot(
                    NodeTime.parse(root.path("time").asString()),
                    id(root.path("parent")),
                    BlobId.parse(tree.asString()),
                    texts(root.path("paths")),
                    root.path("hostname").asString(""),
                    root.path("username").asString(""),
                    number(root.path("uid")),
                    number(root.path("gid")),
                    texts(root.path("tags")),
                    root.path("program_version").asString(""),
                    id(root.path("original")),
                    summary(root.path("summary")));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new InvalidTreeException("the file of a snapshot is damaged", e);
        }
    }

    private static @Nullable BlobId id(JsonNode text) {
        return text.isString() ? BlobId.parse(text.asString()) : null;
    }

    /** Go writes none below zero, and refuses to read one. */
    private static long number(JsonNode number) {
        return Math.max(0, number.asLong(0));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>(list.size());
        list.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    private static @Nullable Summary summary(JsonNode summary) throws InvalidTreeException {
        return !summary.isObject()
                ? null
                : new Summary(
                        NodeTime.parse(summary.path("backup_start").asString()),
                        NodeTime.parse(summary.path("backup_end").asString()),
                        number(summary.path("files_new")),
                        number(summary.path("files_changed")),
                        number(summary.path("files_unmodified")),
                        number(summary.path("data_added")),
                        number(summary.path("data_added_packed")),
                        number(summary.path("total_files_processed")),
                        number(summary.path("total_bytes_processed")));
    }
}
