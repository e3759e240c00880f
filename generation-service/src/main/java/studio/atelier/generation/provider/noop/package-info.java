/** A provider that draws nothing and waits for nothing, to measure everything around it. */
@NullMarked
package studio.atelier.generation.provider.noop;

import org.jspecify.annotations.NullMarked;
