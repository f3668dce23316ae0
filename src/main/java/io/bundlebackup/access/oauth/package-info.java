/** Callers by OAuth 2: signed tokens of an issuer that the operator trusts. Without an issuer in the configuration nothing of it is there. */
@NullMarked
package io.bundlebackup.access.oauth;

import org.jspecify.annotations.NullMarked;
