/** The page's own API: settings, reset, and an operator's actions through Atelier's gateway. */
@NullMarked
package studio.atelier.sandbox.control;

import org.jspecify.annotations.NullMarked;
