/** What every HTTP edge does alike: problem details in the reader's language, callers, request logs. */
@NullMarked
package studio.atelier.platform.web;

import org.jspecify.annotations.NullMarked;
