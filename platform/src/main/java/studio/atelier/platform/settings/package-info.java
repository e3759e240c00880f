/** Checks that all required settings are present before a service starts. */
@NullMarked
package studio.atelier.platform.settings;

import org.jspecify.annotations.NullMarked;
