/** Calls to external services. */
@NullMarked
package studio.atelier.platform.http;

import org.jspecify.annotations.NullMarked;
