package io.bundlebackup.bundle.web;

import io.bundlebackup.bundle.Capabilities;
import io.bundlebackup.bundle.CapabilityFile;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CapabilitiesController implements CapabilitiesApi {
    private final Capabilities capabilities;

    CapabilitiesController(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    @Override
    public ResponseEntity<CapabilityFileView> capabilities(MultiValueMap<String, String> query) {
        List<String> names = query.getOrDefault("bundleName", List.of());
        names.forEach(RequestedName::check);
        return file(capabilities.measured(names));
    }

    @Override
    public ResponseEntity<CapabilityFileView> capabilitiesSince(CapabilitiesRequest request) {
        return file(capabilities.increments(request.since()));
    }

    private static ResponseEntity<CapabilityFileView> file(CapabilityFile file) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=localCapabilities.json")
                .body(CapabilityFileView.of(file));
    }
}
