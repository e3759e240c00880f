/** Reads and writes untrusted picture files within a bounded share of the memory. Knows no users and no jobs. */
@NullMarked
package studio.atelier.generation.picture;

import org.jspecify.annotations.NullMarked;
