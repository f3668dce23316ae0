package io.bundlebackup.restore.web;

import io.bundlebackup.restore.exchange.PreviousStates;
import io.bundlebackup.session.reply.IdempotencyKey;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PreviousController implements PreviousApi {
    private final PreviousStates states;

    PreviousController(PreviousStates states) {
        this.states = states;
    }

    @Override
    public PreviousListView previous(String bundleName) {
        return PreviousListView.of(states.list(bundleName));
    }

    @Override
    public ResponseEntity<PreviousListView> restore(String bundleName, String id, @Nullable IdempotencyKey key) {
        var undone = states.restore(bundleName, id, key);
        var answer = ResponseEntity.ok();
        if (undone.repeated()) {
            answer.header(IdempotencyKey.REPLAYED, "true");
        }
        return answer.body(PreviousListView.of(undone.states()));
    }

    @Override
    public void remove(String bundleName, String id) {
        states.remove(bundleName, id);
    }
}
