/** Turns a paid request into a picture by calling AI providers; owns jobs. */
@NullMarked
package studio.atelier.generation;

import org.jspecify.annotations.NullMarked;
