/** The stand-in for Pollinations. */
@NullMarked
package studio.atelier.sandbox.pollinations;

import org.jspecify.annotations.NullMarked;
