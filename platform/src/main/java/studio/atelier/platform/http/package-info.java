/** Calls to services outside. */
@NullMarked
package studio.atelier.platform.http;

import org.jspecify.annotations.NullMarked;
