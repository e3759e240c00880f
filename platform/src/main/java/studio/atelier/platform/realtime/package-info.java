/** Sends live progress to open clients. */
@NullMarked
package studio.atelier.platform.realtime;

import org.jspecify.annotations.NullMarked;
