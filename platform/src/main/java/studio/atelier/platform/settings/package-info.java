/** A service does not start half-configured. */
@NullMarked
package studio.atelier.platform.settings;

import org.jspecify.annotations.NullMarked;
