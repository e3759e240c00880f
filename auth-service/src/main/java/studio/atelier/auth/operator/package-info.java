/** What an operator sees of users and does with them. */
@NullMarked
package studio.atelier.auth.operator;

import org.jspecify.annotations.NullMarked;
