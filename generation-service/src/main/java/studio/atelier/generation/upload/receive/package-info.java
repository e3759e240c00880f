/** Accepts uploads: limits, reads and checks them, and removes their metadata. */
@NullMarked
package studio.atelier.generation.upload.receive;

import org.jspecify.annotations.NullMarked;
