/** Keeps files: durable before any row refers to them, and gone soon after none does. */
@NullMarked
package studio.atelier.generation.objectstore;

import org.jspecify.annotations.NullMarked;
