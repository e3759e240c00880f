/** The names of what this service keeps in Redis. */
@NullMarked
package studio.atelier.auth.cache;

import org.jspecify.annotations.NullMarked;
