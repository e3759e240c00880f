/** Sends live progress to open clients. */
@NullMarked
package studio.atelier.platform.live;

import org.jspecify.annotations.NullMarked;
