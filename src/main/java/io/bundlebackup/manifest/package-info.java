/** The manifest: its entries in the order of raw path bytes, its readers, writer and index. No dependency on other packages. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.bundlebackup.manifest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
