/** Turns a paid job into images by calling AI providers; owns jobs, uploads and images. */
@NullMarked
package studio.atelier.generation;

import org.jspecify.annotations.NullMarked;
