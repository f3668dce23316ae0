package io.bundlebackup.archive.scan;

import java.util.List;

/** One file to deliver, as the scan planned it: decided before anything is packed, so that a restart packs the same. */
public sealed interface PackUnit {
    /**
     * A tar of the small entries in a stretch of the scan that are to be delivered.
     *
     * @param number from 0
     * @param uri the name under which it is delivered
     * @param from offset in the scan of its first entry
     * @param to offset behind its last entry
     * @param ancestors offsets of the directories above its first entry, outermost first
     * @param entries how many it carries, of all kinds
     * @param files how many of them are regular files, each name of one with several counted
     * @param bytes their content, that of a file with several names in the part counted once
     */
    record Part(int number, String uri, long from, long to, List<Long> ancestors, long entries, long files, long bytes)
            implements PackUnit {
        /** How large the tar will be at most, if nothing changes: headers, pax headers and padding included. */
        public long sizeEstimate() {
            return bytes + (entries + ancestors.size() + 1) * 2_560 + 10_240;
        }
    }

    /**
     * A big file, delivered by itself.
     *
     * @param at its offset in the scan
     * @param uri the name under which it is delivered
     * @param bytes its size
     * @param slot of what is the first of several names in its {@link HardLinks}; else {@link #SINGLE}
     */
    record BigFile(long at, String uri, long bytes, long slot) implements PackUnit {
        public static final long SINGLE = ScanEntry.SINGLE;
    }

    /**
     * A further name of a big file. Nothing is delivered for it, unless it turns out not to be that file any more, or that file
     * cannot be had by its first name.
     *
     * @param at its offset in the scan
     * @param uri the name under which it would be delivered by itself
     * @param slot its own
     * @param first the name under which the file is delivered
     */
    record HardLink(long at, String uri, long slot, String first) implements PackUnit {}
}
