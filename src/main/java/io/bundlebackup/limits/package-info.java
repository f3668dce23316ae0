/**
 * The limits of a caller: what the caller may reach, and how much of the service the caller may use. They are a value that does not depend on
 * where the caller comes from, so every feature can ask for them, and none knows {@code access}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.bundlebackup.limits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
