/** The languages of the product, and texts in them. */
@NullMarked
package studio.atelier.platform.language;

import org.jspecify.annotations.NullMarked;
