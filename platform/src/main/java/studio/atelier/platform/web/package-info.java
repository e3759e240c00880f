/** Common HTTP behaviour of every service: problem details in the caller's language, callers, request logs. */
@NullMarked
package studio.atelier.platform.web;

import org.jspecify.annotations.NullMarked;
