package io.bundlebackup.bundle.web;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.RestController;

@RestController
class VersionController implements VersionApi {
    private final ObjectProvider<BuildProperties> build;

    VersionController(ObjectProvider<BuildProperties> build) {
        this.build = build;
    }

    @Override
    public VersionView version() {
        return VersionView.of(build.getIfAvailable());
    }
}
