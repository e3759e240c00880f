/** A provider without work or delay, to measure everything around it. */
@NullMarked
package studio.atelier.generation.provider.noop;

import org.jspecify.annotations.NullMarked;
