/**
 * The dashboard at {@code /}. Its pages are JavaScript, {@code src/main/resources/static/app}, and use the API as any client does; this
 * package only says how a browser may keep the files. No other package depends on this package.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.bundlebackup.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
