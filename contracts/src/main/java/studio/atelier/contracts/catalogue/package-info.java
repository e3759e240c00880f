/** The catalogue of image models. */
@NullMarked
package studio.atelier.contracts.catalogue;

import org.jspecify.annotations.NullMarked;
