/** Signed, expiring links to pictures, and serving what they name. */
@NullMarked
package studio.atelier.generation.link;

import org.jspecify.annotations.NullMarked;
