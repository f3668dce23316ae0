package io.bundlebackup;

import io.bundlebackup.problem.StartRefusedException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the operator the message of a refused start instead of a stack trace. */
public final class StartRefusalAnalyzer extends AbstractFailureAnalyzer<StartRefusedException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, StartRefusedException refusal) {
        @Nullable String nothingToAdd = null;
        return new FailureAnalysis(String.valueOf(refusal.getMessage()), nothingToAdd, failure);
    }
}
