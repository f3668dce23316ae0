package io.bundlebackup.session.run;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * How far the log of all sessions may be read, and the feed of each caller that reads it. A caller without a reader costs nothing.
 * Thread-safe.
 */
public final class CallerFeeds {
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();
    private volatile long shown;

    /** What the readers of one caller share. Leave it when done. */
    public final class Feed {
        private final String owner;
        private final EventFeed events = new EventFeed();
        /** The newest change of the caller, or an earlier position if there was none since the feed was made. */
        private final AtomicLong last = new AtomicLong();
        /** Changed only by {@link ConcurrentHashMap#compute}. */
        private int readers;

        private Feed(String owner) {
            this.owner = owner;
        }

        /** The newest events, by position. */
        public EventFeed events() {
            return events;
        }

        /** Waits until something of the caller has changed after a position, or another condition holds, or the time is over. */
        public void await(long after, BooleanSupplier other, Duration atMost) throws InterruptedException {
            events.await(() -> last.get() > after || other.getAsBoolean(), atMost);
        }

        private void raise(long position) {
            last.accumulateAndGet(position, Math::max);
            events.ring();
        }

        public void leave() {
            events.leave();
            feeds.compute(owner, (_, feed) -> --readers == 0 ? null : feed);
        }
    }

    /** A reader of a caller begins. */
    public Feed enter(String owner) {
        var feed = Objects.requireNonNull(feeds.compute(owner, (_, found) -> {
            var entered = found == null ? new Feed(owner) : found;
            entered.readers++;
            return entered;
        }));
        feed.events.enter();
        // After the feed can be found: what was published in between has raised one or the other.
        feed.raise(shown);
        return feed;
    }

    /** The position up to which everything is committed, and shown in the snapshots of sessions. */
    public long shown() {
        return shown;
    }

    /** To be called before the first change. */
    public void start(long position) {
        shown = position;
    }

    /**
     * Everything up to a position is shown, with changes of these callers. Called by the journal.
     *
     * @param all whether something has changed that belongs to no caller
     */
    void published(Collection<String> owners, boolean all, long position) {
        shown = position;
        if (all) {
            feeds.values().forEach(feed -> feed.raise(position));
            return;
        }
        for (var owner : owners) {
            var feed = feeds.get(owner);
            if (feed != null) {
                feed.raise(position);
            }
        }
    }
}
