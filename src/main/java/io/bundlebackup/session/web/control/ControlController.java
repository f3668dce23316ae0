package io.bundlebackup.session.web.control;

import io.bundlebackup.session.Controls;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.ReplyRecorder;
import io.bundlebackup.session.run.BundleFigures;
import io.bundlebackup.session.state.BundleId;
import java.security.Principal;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ControlController implements ControlApi {
    private final Controls controls;
    private final BundleFigures figures;
    private final ReplyRecorder answers;

    ControlController(Controls controls, BundleFigures figures, ReplyRecorder answers) {
        this.controls = controls;
        this.figures = figures;
        this.answers = answers;
    }

    @Override
    public TimerView timer(String sessionId, String bundleName, TimerRequest request, Principal caller) {
        var timeout = Duration.ofMillis(request.timeout());
        return TimerView.of(
                sessionId, controls.setTimer(caller.getName(), new BundleId(sessionId, bundleName), timeout), figures);
    }

    @Override
    public SendRateView sendRate(String sessionId, String bundleName, SendRateRequest request, Principal caller) {
        return SendRateView.of(
                controls.setSendRate(caller.getName(), new BundleId(sessionId, bundleName), request.sendRate()));
    }

    @Override
    public PriorityView priority(String sessionId, String bundleName, PriorityRequest request, Principal caller) {
        return PriorityView.of(
                controls.setPriority(caller.getName(), new BundleId(sessionId, bundleName), request.priority()));
    }

    @Override
    public CancelView cancel(String sessionId, String bundleName, @Nullable IdempotencyKey key, Principal caller) {
        var answer = ReplyRecorder.Answer.of(HttpStatus.OK.value(), Function.<CancelView>identity());
        return answers.record(
                key,
                answer,
                remember -> controls.cancel(
                        caller.getName(), new BundleId(sessionId, bundleName), CancelView.DONE, remember));
    }
}
