/** The stand-in for Venice. */
@NullMarked
package studio.atelier.sandbox.venice;

import org.jspecify.annotations.NullMarked;
