package io.bundlebackup.session.web;

import io.bundlebackup.session.DataSizes;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.ReplyRecorder;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class DataSizeController implements DataSizeApi {
    private final DataSizes sizes;
    private final ReplyRecorder answers;

    DataSizeController(DataSizes sizes, ReplyRecorder answers) {
        this.sizes = sizes;
        this.answers = answers;
    }

    @Override
    public DataSizeView scan(
            String sessionId, DataSizeRequest request, @Nullable IdempotencyKey key, Principal caller) {
        var answer = ReplyRecorder.Answer.of(HttpStatus.ACCEPTED.value(), DataSizeView::of);
        return answers.record(
                key, answer, remember -> sizes.start(caller.getName(), sessionId, request.sizes(), remember));
    }

    @Override
    public DataSizeView dataSize(String sessionId, Principal caller) {
        return DataSizeView.of(sizes.read(caller.getName(), sessionId));
    }
}
