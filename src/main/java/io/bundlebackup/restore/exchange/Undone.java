package io.bundlebackup.restore.exchange;

import java.util.List;

/**
 * The result of exchanging an earlier state with the present one.
 *
 * @param states all earlier states after the exchange, newest first
 * @param repeated an earlier request with the same key made the exchange, and this request exchanged nothing
 */
public record Undone(List<PreviousState> states, boolean repeated) {}
