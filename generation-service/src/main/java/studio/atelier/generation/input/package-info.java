/** The pictures that jobs are made from. */
@NullMarked
package studio.atelier.generation.input;

import org.jspecify.annotations.NullMarked;
