package io.bundlebackup.session.run;

import io.bundlebackup.session.state.Transition;
import java.time.Duration;
import java.util.List;

/** Sees what the journal has committed, for metrics and the audit log. Called by the journal's thread: it must neither block nor throw. */
public interface JournalObserver {
    JournalObserver NONE = (transitions, took) -> {};

    /** One that stands for all of these. */
    static JournalObserver all(List<JournalObserver> observers) {
        return (transitions, took) -> observers.forEach(observer -> observer.committed(transitions, took));
    }

    /** These transitions were committed together, in this order. */
    void committed(List<Transition> transitions, Duration took);
}
