/** Redis keys of this service. */
@NullMarked
package studio.atelier.auth.cache;

import org.jspecify.annotations.NullMarked;
