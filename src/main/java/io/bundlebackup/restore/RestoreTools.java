package io.bundlebackup.restore;

import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.restore.exchange.PreviousStates;
import io.bundlebackup.restore.tree.TreeTools;

/** The collaborators of all restores. */
record RestoreTools(PreviousStates previous, ExtensionRunner extensions, TreeTools trees) {}
