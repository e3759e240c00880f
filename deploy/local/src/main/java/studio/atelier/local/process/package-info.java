/** Finding operating system processes again, also from another JVM and after a crash. */
@NullMarked
package studio.atelier.local.process;

import org.jspecify.annotations.NullMarked;
