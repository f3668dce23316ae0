package io.bundlebackup.repository.tree;

/**
 * An extended attribute. Never write into the array.
 *
 * @param name for example {@code user.comment}
 */
public record NodeAttribute(String name, byte[] value) {}
