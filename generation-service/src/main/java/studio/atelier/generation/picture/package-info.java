/**
 * Reads and writes picture files without trusting them, in a bounded share of the memory. Knows no users and no jobs.
 */
@NullMarked
package studio.atelier.generation.picture;

import org.jspecify.annotations.NullMarked;
