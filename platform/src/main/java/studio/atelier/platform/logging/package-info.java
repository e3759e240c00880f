/** Logs as JSON in which no secret can be read, with trace and user in every line. */
@NullMarked
package studio.atelier.platform.logging;

import org.jspecify.annotations.NullMarked;
