package io.bundlebackup.vault.web.browse;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ClientTimeouts;
import io.bundlebackup.problem.web.ContentTransfer;
import io.bundlebackup.problem.web.GzipCoding;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.vault.browse.SnapshotArchive;
import io.bundlebackup.vault.browse.SnapshotBrowser;
import io.bundlebackup.vault.browse.SnapshotBrowser.OpenSnapshot;
import io.bundlebackup.vault.browse.SnapshotDifference;
import io.bundlebackup.vault.snapshot.VaultProblems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BrowseController implements BrowseApi {
    private final SnapshotBrowser browser;

    BrowseController(SnapshotBrowser browser) {
        this.browser = browser;
    }

    @Override
    public TreeView tree(
            String vault, String snapshotId, String path, int encodeFlag, int limit, @Nullable String after) {
        var wanted = path("path", path, encodeFlag);
        try (var open = open(vault, snapshotId)) {
            try {
                var files = open.files();
                var directory = files.directory(wanted).orElseThrow(() -> noSuchPath("There is no directory ", wanted));
                var found = files.list(directory, after == null ? null : decode(after), limit + 1);
                List<TreeEntryView> entries = new ArrayList<>();
                for (var node : found.subList(0, Math.min(limit, found.size()))) {
                    entries.add(entry(open, wanted.resolve(node.name()), node));
                }
                var next = found.size() > limit ? encode(found.get(limit - 1).name()) : null;
                return new TreeView(wanted.encoded(), entries, next);
            } catch (IOException e) {
                throw damaged(open, wanted, e);
            }
        }
    }

    private static TreeEntryView entry(OpenSnapshot open, RawPath path, Node node) throws IOException {
        return TreeEntryView.of(
                path, node, node.isFile() ? open.files().sha256(path, node).orElse(null) : null);
    }

    @Override
    public void content(
            String vault,
            String snapshotId,
            String path,
            int encodeFlag,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var wanted = path("path", path, encodeFlag);
        try (var open = open(vault, snapshotId)) {
            new ContentTransfer(content(open, wanted), request, response).send(_ -> {});
        } catch (SnapshotContent.DamagedException e) {
            cut(vault, snapshotId, wanted, response, e);
        }
    }

    private static SnapshotContent content(OpenSnapshot open, RawPath wanted) {
        try {
            var files = open.files();
            var node = (wanted.isRoot() ? Optional.<Node>empty() : files.find(wanted))
                    .filter(Node::isFile)
                    .orElseThrow(() -> noSuchPath("There is no file ", wanted));
            return new SnapshotContent(
                    files, wanted, node, files.sha256(wanted, node).orElse(null));
        } catch (IOException e) {
            throw damaged(open, wanted, e);
        }
    }

    /** What was sent already cannot be taken back: the client sees that the answer is not complete. */
    private void cut(
            String vault,
            String snapshotId,
            RawPath path,
            HttpServletResponse response,
            SnapshotContent.DamagedException cause)
            throws IOException {
        if (response.isCommitted()) {
            throw cause;
        }
        response.reset();
        try (var open = open(vault, snapshotId)) {
            throw damaged(open, path, cause.failure());
        }
    }

    @Override
    public void archive(
            String vault,
            String snapshotId,
            @Nullable List<String> path,
            int encodeFlag,
            String format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var wanted = path == null || path.isEmpty()
                ? List.of(RawPath.ROOT)
                : path.stream().map(each -> path("path", each, encodeFlag)).toList();
        try (var open = open(vault, snapshotId)) {
            requireThere(open, wanted);
            ClientTimeouts.awaitReader(request);
            var name = open.snapshot().bundleName().replace(':', '+') + "-"
                    + open.snapshot().takenAt();
            response.setContentType(format.equals("zip") ? "application/zip" : "application/x-tar");
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    "attachment; filename=\"" + name.replace(':', '-') + "." + format + '"');
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache, no-transform");
            if (request.getMethod().equals("HEAD")) {
                return;
            }
            if (format.equals("zip")) {
                SnapshotArchive.writeZip(open.files(), wanted, response.getOutputStream());
            } else {
                SnapshotArchive.writeTar(open.files(), wanted, response.getOutputStream());
            }
        }
    }

    private static void requireThere(OpenSnapshot open, List<RawPath> paths) {
        for (var path : paths) {
            try {
                if (!path.isRoot() && open.files().find(path).isEmpty()) {
                    throw noSuchPath("There is nothing at ", path);
                }
            } catch (IOException e) {
                throw damaged(open, path, e);
            }
        }
    }

    @Override
    public void manifest(String vault, String snapshotId, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ClientTimeouts.awaitReader(request);
        try (var open = open(vault, snapshotId)) {
            var file = open.files()
                    .manifest()
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.NO_SUCH_PATH, "The snapshot has no manifest: restic has made it."));
            response.setContentType("text/plain;charset=utf-8");
            response.setHeader("X-Content-Type-Options", "nosniff");
            try (var content = open.files().content(file, 0, file.size())) {
                GzipCoding.send(content, request, response);
            }
        }
    }

    @Override
    public DifferenceView diff(String vault, String snapshotId, String to, int limit, @Nullable String after) {
        try (var from = open(vault, snapshotId);
                var other = open(vault, to)) {
            if (!from.snapshot().bundleName().equals(other.snapshot().bundleName())) {
                throw ProblemException.invalidParameter("to", "is a snapshot of another bundle");
            }
            var behind = after == null ? null : path(decode(after));
            try {
                var found = SnapshotDifference.page(from.files(), other.files(), behind, limit + 1);
                var page = found.subList(0, Math.min(limit, found.size()));
                var next = found.size() > limit ? encode(page.getLast().path().bytes()) : null;
                return new DifferenceView(
                        page.stream().map(DifferenceView.ChangeView::of).toList(), next);
            } catch (IOException e) {
                throw damaged(from, RawPath.ROOT, e);
            }
        }
    }

    private static RawPath path(byte[] cursor) {
        try {
            return RawPath.of(cursor);
        } catch (IllegalArgumentException e) {
            throw notACursor();
        }
    }

    private OpenSnapshot open(String vault, String snapshotId) {
        UUID id;
        try {
            id = UUID.fromString(snapshotId);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.NO_SUCH_SNAPSHOT, "There is no such snapshot.", e);
        }
        return browser.open(vault, id);
    }

    private static RawPath path(String parameter, String text, int encodeFlag) {
        try {
            return RawPath.decode(text, encodeFlag == 1);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalidParameter(parameter, "is no path inside a bundle: " + e.getMessage());
        }
    }

    private static ProblemException noSuchPath(String what, RawPath path) {
        return new ProblemException(ProblemType.NO_SUCH_PATH, what + path.encoded() + " in the snapshot.")
                .with("path", path.encoded());
    }

    private static ProblemException damaged(OpenSnapshot open, RawPath path, IOException cause) {
        return VaultProblems.of(open.vault(), open.snapshot().bundleName(), cause)
                .with("path", path.encoded())
                .with("snapshotId", open.snapshot().snapshotId().toString());
    }

    private static String encode(byte[] text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static byte[] decode(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw notACursor();
        }
    }

    private static ProblemException notACursor() {
        return ProblemException.invalidParameter("after", "is not a cursor of this list");
    }
}
