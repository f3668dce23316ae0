package io.bundlebackup.session.web;

import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.ViewText;
import io.bundlebackup.session.run.BundleFigures;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What {@code GET} of a session and of a bundle in it answers, for events. */
@Component
final class Views implements ViewText {
    private final Sessions sessions;
    private final BundleFigures figures;
    private final JsonMapper mapper;

    Views(Sessions sessions, BundleFigures figures, JsonMapper mapper) {
        this.sessions = sessions;
        this.figures = figures;
        this.mapper = mapper;
    }

    @Override
    public String session(SessionSnapshot session) {
        ObjectNode view = mapper.valueToTree(SessionView.of(session, sessions.expiresAt(session), List.of()));
        return view.without("bundles").toString();
    }

    @Override
    public String bundle(SessionSnapshot session, BundleSnapshot bundle) {
        return mapper.writeValueAsString(SessionBundleView.of(session, bundle, figures));
    }
}
