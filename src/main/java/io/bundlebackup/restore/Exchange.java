package io.bundlebackup.restore;

import io.bundlebackup.posix.Directory;
import java.io.IOException;

/**
 * Puts a tree in place of a bundle's data, and the data in place of the tree (semantics §8). Whatever ends the process in the middle,
 * {@link #tookPlace} tells afterwards on which side of the exchange it is. Nothing here is repeated by itself.
 */
interface Exchange {
    /** The tree in the directory of a {@link State}. */
    String TREE = "tree";

    /** Writes down, durably, how to tell afterwards. The tree has to be durable before. */
    void prepare(Directory state) throws IOException;

    /** Exchanges, durably. After a {@link #prepare}. */
    void carryOut(Directory state) throws IOException;

    /** Whether what was prepared has begun to take place, so that there is no way back; it is complete when this returns. */
    boolean tookPlace(Directory state) throws IOException;

    /** As after none was prepared. */
    void forget(Directory state) throws IOException;

    static Exchange of(Place place) {
        return place.mount() ? new ChildrenExchange(place) : new WholeExchange(place);
    }
}
