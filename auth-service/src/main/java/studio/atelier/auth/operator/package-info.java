/** What an operator sees of people and does about them. */
@NullMarked
package studio.atelier.auth.operator;

import org.jspecify.annotations.NullMarked;
