package io.bundlebackup.vault.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.SharedViews;
import io.bundlebackup.vault.run.Runs;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What {@code GET} of a run answers, for readers of events. */
@Component
final class RunViews implements SharedViews {
    private final Runs runs;
    private final JsonMapper mapper;

    RunViews(Runs runs, JsonMapper mapper) {
        this.runs = runs;
        this.mapper = mapper;
    }

    @Override
    public Set<String> types() {
        return Set.of(Runs.VIEW);
    }

    @Override
    public @Nullable String members(String type, String subject) {
        try {
            var view = RunView.of(runs.get(subject), runs.progress(subject));
            return "\"runId\":\"" + view.runId() + "\",\"bundleName\":\"" + view.bundleName() + "\",\"data\":"
                    + mapper.writeValueAsString(view);
        } catch (ProblemException e) {
            if (e.type() == ProblemType.NO_SUCH_RUN) {
                return null;
            }
            throw e;
        }
    }
}
