package io.bundlebackup.archive.scan;

import java.util.List;

/** A file to deliver, as the scan planned it. The plan is complete before anything is packed, so that a restart packs the same. */
public sealed interface PackUnit {
    /**
     * A tar of the small entries to deliver in a stretch of the scan.
     *
     * @param number from 0
     * @param uri the name under which it is delivered
     * @param from offset in the scan of its first entry
     * @param to offset behind its last entry
     * @param ancestors offsets of the directories above its first entry, outermost first
     * @param entries the number of its entries, of all types
     * @param files the number of regular files among them; a file with several names counts once for each name
     * @param bytes their content; the content of a file with several names in the part counts once
     */
    record Part(int number, String uri, long from, long to, List<Long> ancestors, long entries, long files, long bytes)
            implements PackUnit {
        /** The largest size of the tar if nothing changes, with headers, pax headers and padding. */
        public long sizeEstimate() {
            return bytes + (entries + ancestors.size() + 1) * 2_560 + 10_240;
        }
    }

    /**
     * A big file, delivered as a separate file.
     *
     * @param at its offset in the scan
     * @param uri the name under which it is delivered
     * @param bytes its size
     * @param slot the slot in {@link HardLinks} of a name that is the first of several; otherwise {@link #SINGLE}
     */
    record BigFile(long at, String uri, long bytes, long slot) implements PackUnit {
        public static final long SINGLE = ScanEntry.SINGLE;
    }

    /**
     * A further name of a big file. Nothing is delivered for it, unless it no longer names that file, or the file cannot be
     * read by its first name.
     *
     * @param at its offset in the scan
     * @param uri the name under which it would be delivered separately
     * @param slot its own
     * @param first the name under which the file is delivered
     */
    record HardLink(long at, String uri, long slot, String first) implements PackUnit {}
}
