/** Helpers for binding and reading SQL. */
@NullMarked
package studio.atelier.generation.database;

import org.jspecify.annotations.NullMarked;
