/** Signed, expiring links to images and uploads, and serving their files. */
@NullMarked
package studio.atelier.generation.link;

import org.jspecify.annotations.NullMarked;
