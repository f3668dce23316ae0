package io.bundlebackup.session.state;

/**
 * A delivered file as it stands.
 *
 * @param bundle whose it is
 * @param file what was announced last
 * @param state where it stands
 * @param seq of the event that announced it last: the order of announcement
 * @param announcements how often it was announced
 */
public record FileEntry(String bundle, DeliveredFile file, FileState state, long seq, int announcements) {}
