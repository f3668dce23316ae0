package io.bundlebackup.backup.web;

import io.bundlebackup.session.DeliveredFiles;
import io.bundlebackup.session.state.Addresses;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileEntry;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "DeliveredFileList")
record FileListView(
        List<FileView> files,

        @Schema(description = "`false` when nothing more will be announced for what was appended so far")
        boolean more,

        @Schema(description = "What to pass as `after` for the next page; always there, because the list grows")
        String next) {
    static FileListView of(String sessionId, DeliveredFiles.Page page) {
        var files = page.files().stream()
                .map(entry -> FileView.of(sessionId, entry))
                .toList();
        return new FileListView(files, page.more(), Long.toString(page.next()));
    }

    @Schema(name = "DeliveredFile")
    record FileView(
            String bundleName,
            String uri,

            @Schema(allowableValues = {"part", "file", "index"})
            String kind,

            @Schema(description = "Bytes") long size,
            @Schema(description = "Lower-case hex") String sha256,
            @Schema(allowableValues = {"ready", "closed"}) String state,
            String contentUrl,
            String manifestUrl,
            String manifestSha256) {
        static FileView of(String sessionId, FileEntry entry) {
            var file = entry.file();
            var address = new Addresses(new BundleId(sessionId, entry.bundle()));
            return new FileView(
                    entry.bundle(),
                    file.uri(),
                    file.kind().wire(),
                    file.size(),
                    file.sha256(),
                    entry.state().wire(),
                    address.content(file.uri(), file.sha256()),
                    address.manifest(file.uri(), file.sha256()),
                    file.manifestSha256());
        }
    }
}
