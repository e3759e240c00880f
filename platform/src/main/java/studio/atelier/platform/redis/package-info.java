/** The connection to Redis; a service starts and serves without it. */
@NullMarked
package studio.atelier.platform.redis;

import org.jspecify.annotations.NullMarked;
