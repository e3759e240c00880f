/** Requests that carry an Idempotency-Key take effect once. */
@NullMarked
package studio.atelier.platform.idempotency;

import org.jspecify.annotations.NullMarked;
