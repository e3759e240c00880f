/** The page's own API: settings, resetting, and what an operator does through Atelier's gateway. */
@NullMarked
package studio.atelier.sandbox.control;

import org.jspecify.annotations.NullMarked;
