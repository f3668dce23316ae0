package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.RestoreMethod;
import io.bundlebackup.posix.Directory;
import java.io.IOException;

/**
 * The exchange for a location of data, as a whole or child by child. The way may change between two exchanges of one state, because the
 * file system's abilities and the mount points may change: an exchange that began in the other way is completed in that way first.
 */
public final class LocationExchange implements Exchange {
    private final DataLocation location;
    private final WholeExchange whole;
    private final ChildrenExchange children;

    public LocationExchange(DataLocation location) {
        this(location, new WholeExchange(location));
    }

    LocationExchange(DataLocation location, WholeExchange whole) {
        this.location = location;
        this.whole = whole;
        this.children = new ChildrenExchange(location);
    }

    @Override
    public void prepare(Directory state) throws IOException {
        location.requireNothingMounted();
        // An earlier exchange that could not be flushed is complete and durable after this.
        tookPlace(state);
        if (isWhole()) {
            ChildrenExchange.forget(state);
            whole.prepare(state);
        } else {
            WholeExchange.forget(state);
            children.prepare(state);
        }
    }

    @Override
    public void exchange(Directory state) throws IOException {
        if (isWhole()) {
            whole.exchange(state);
        } else {
            children.exchange(state);
        }
    }

    @Override
    public boolean tookPlace(Directory state) throws IOException {
        if (ChildrenExchange.wrote(state)) {
            return children.tookPlace(state);
        }
        return !location.inside() && whole.tookPlace(state);
    }

    private boolean isWhole() {
        return location.method() == RestoreMethod.Kind.WHOLE;
    }
}
