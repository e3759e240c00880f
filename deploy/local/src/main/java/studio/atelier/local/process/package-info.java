/** Processes of the operating system, their ports and their answers. */
@NullMarked
package studio.atelier.local.process;

import org.jspecify.annotations.NullMarked;
