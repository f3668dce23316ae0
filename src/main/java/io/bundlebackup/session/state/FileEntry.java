package io.bundlebackup.session.state;

/**
 * A delivered file as it stands.
 *
 * @param bundle the name of its bundle
 * @param file what was announced last
 * @param state its state
 * @param seq of the event that announced it last: the order of announcement
 * @param announcements how often it was announced
 */
public record FileEntry(String bundle, DeliveredFile file, FileState state, long seq, int announcements) {}
