package io.bundlebackup.session.web;

import io.bundlebackup.session.Controls;
import io.bundlebackup.session.ServiceState;
import java.io.IOException;
import java.security.Principal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ServiceController implements ServiceApi {
    private final ServiceState state;
    private final Controls controls;
    private final DataSize stagingMaxSize;

    ServiceController(
            ServiceState state, Controls controls, @Value("${backup.staging.max-size:10GB}") DataSize stagingMaxSize) {
        this.state = state;
        this.controls = controls;
        this.stagingMaxSize = stagingMaxSize;
    }

    @Override
    public StatusView status() throws IOException {
        return StatusView.of(state.view(), stagingMaxSize.toBytes());
    }

    @Override
    public QueueView queue(Principal caller) {
        return QueueView.of(controls.queue(caller.getName()));
    }
}
