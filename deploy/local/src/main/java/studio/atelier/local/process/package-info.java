/** Identifies operating system processes across JVMs and crashes. */
@NullMarked
package studio.atelier.local.process;

import org.jspecify.annotations.NullMarked;
