package io.bundlebackup.vault.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.SnapshotTree;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a restore of a snapshot's trees by restic's rules gives: files with the same inode and device and several links are one file. */
public final class TreePicture {
    private static final int DATA = "data/".length();

    private TreePicture() {}

    /** The data of a snapshot. */
    public static Picture of(BlobReader blobs, BlobId root) throws IOException, InterruptedException {
        var tree = new SnapshotTree(blobs, root);
        var looks = new TreeMap<RawPath, Picture.Look>();
        var first = new HashMap<String, RawPath>();
        var names = new HashMap<RawPath, Integer>();
        tree.walk(root, (path, node) -> {
            var text = new String(path, StandardCharsets.ISO_8859_1);
            if (!node.isDirectory() && !node.isFile() && !node.isSymbolicLink()) {
                return;
            }
            if (text.equals("data")) {
                looks.put(RawPath.ROOT, look(tree, node));
            } else if (text.startsWith("data/")) {
                var relative = RawPath.of(Arrays.copyOfRange(path, DATA, path.length));
                var look = look(tree, node);
                if (node.isFile() && node.links() > 1) {
                    var one = first.computeIfAbsent(node.device() + ":" + node.inode(), _ -> relative);
                    names.merge(one, 1, Integer::sum);
                    look = look.linkedTo(HexFormat.of().formatHex(one.bytes()));
                    if (!one.equals(relative)) {
                        assertThat(looks.get(one))
                                .isNotNull()
                                .extracting(Picture.Look::sha256)
                                .isEqualTo(look.sha256());
                    }
                }
                looks.put(relative, look);
            }
        });
        names.forEach((one, count) -> looks.computeIfPresent(one, (_, look) -> count == 1 ? look.linkedTo("") : look));
        return new Picture(looks);
    }

    private static Picture.Look look(SnapshotTree tree, Node node) throws IOException {
        var xattrs = node.xattrs().stream()
                .filter(xattr -> xattr.name().startsWith("user."))
                .collect(Collectors.toMap(
                        xattr -> HexFormat.of().formatHex(xattr.name().getBytes(StandardCharsets.UTF_8)),
                        xattr -> HexFormat.of().formatHex(xattr.value()),
                        (a, b) -> a,
                        TreeMap::new));
        return new Picture.Look(
                node.isDirectory() ? "d" : node.isSymbolicLink() ? "l" : "f",
                node.permissions(),
                node.isFile() ? sha256(tree, node) : "",
                BigInteger.valueOf(node.mtime().getEpochSecond())
                        .multiply(BigInteger.valueOf(1_000_000_000L))
                        .add(BigInteger.valueOf(node.mtime().getNano()))
                        .toString(),
                node.isSymbolicLink() ? HexFormat.of().formatHex(node.target()) : "",
                xattrs.entrySet().stream().map(TreePicture::text).collect(Collectors.joining(",")),
                node.uid() + ":" + node.gid());
    }

    private static String text(Map.Entry<String, String> xattr) {
        return xattr.getKey() + "=" + xattr.getValue();
    }

    private static String sha256(SnapshotTree tree, Node file) throws IOException {
        try (var in = tree.content(file)) {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
