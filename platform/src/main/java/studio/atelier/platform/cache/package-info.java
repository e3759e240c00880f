/** Caches of values that are expensive to load: in memory, over Redis, refreshed before they are stale. */
@NullMarked
package studio.atelier.platform.cache;

import org.jspecify.annotations.NullMarked;
