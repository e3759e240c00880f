/** What operators are told. */
@NullMarked
package studio.atelier.contracts.operator;

import org.jspecify.annotations.NullMarked;
