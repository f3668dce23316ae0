package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import java.io.IOException;
import java.security.SecureRandom;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The file {@code config} of a repository. */
record RepositoryConfig(BlobId id, long chunkerPolynomial) {
    private static final int VERSION = 2;
    private static final JsonMapper JSON = JsonMapper.shared();

    static RepositoryConfig random() {
        var random = new SecureRandom();
        var id = new byte[BlobId.LENGTH];
        random.nextBytes(id);
        return new RepositoryConfig(BlobId.of(id), ChunkerPolynomial.random(random));
    }

    static RepositoryConfig parse(byte[] json) throws IOException {
        try {
            var tree = JSON.readTree(json);
            int version = tree.path("version").asInt(0);
            if (version != VERSION) {
                throw new UnsupportedVersionException(
                        "the repository has version " + version
                                + " of restic's format, and only version 2 can be used; \"restic migrate upgrade_repo_v2\" upgrades version 1");
            }
            return new RepositoryConfig(
                    BlobId.parse(tree.path("id").stringValue("")),
                    Long.parseUnsignedLong(tree.path("chunker_polynomial").stringValue(""), 16));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new DamagedFileException(FileName.CONFIG, "it is no JSON of a config", e);
        }
    }

    byte[] json() {
        return JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("version", VERSION)
                .put("id", id.toString())
                .put("chunker_polynomial", Long.toHexString(chunkerPolynomial)));
    }
}
