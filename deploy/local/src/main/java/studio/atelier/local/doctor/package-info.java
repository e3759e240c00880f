/** Looks at a stack and says what is wrong and what to do: its parts, its keys, and its books. */
@NullMarked
package studio.atelier.local.doctor;

import org.jspecify.annotations.NullMarked;
