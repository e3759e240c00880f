/** Bounds the memory and the processor time of decoding, for the whole process. */
@NullMarked
package studio.atelier.generation.picture.capacity;

import org.jspecify.annotations.NullMarked;
