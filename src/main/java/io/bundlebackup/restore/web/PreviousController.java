package io.bundlebackup.restore.web;

import io.bundlebackup.restore.PreviousStates;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PreviousController implements PreviousApi {
    private final PreviousStates states;

    PreviousController(PreviousStates states) {
        this.states = states;
    }

    @Override
    public PreviousListView previous(String bundleName) {
        return PreviousListView.of(states.of(bundleName));
    }

    @Override
    public PreviousListView restore(String bundleName, String id) {
        return PreviousListView.of(states.restore(bundleName, id));
    }
}
