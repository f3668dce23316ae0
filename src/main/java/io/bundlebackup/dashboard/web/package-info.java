/** How the files of the dashboard are sent. */
@NullMarked
package io.bundlebackup.dashboard.web;

import org.jspecify.annotations.NullMarked;
