/** Stores files: durable before any row refers to them, and removed soon after none does. */
@NullMarked
package studio.atelier.generation.objectstore;

import org.jspecify.annotations.NullMarked;
