/** The catalogue: the models that are offered, their parameters, prices and routes. */
@NullMarked
package studio.atelier.generation.catalogue;

import org.jspecify.annotations.NullMarked;
