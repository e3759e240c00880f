/** What the operator sees and does. */
@NullMarked
package studio.atelier.generation.operator;

import org.jspecify.annotations.NullMarked;
