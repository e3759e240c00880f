/** Notices for operators. */
@NullMarked
package studio.atelier.contracts.operator;

import org.jspecify.annotations.NullMarked;
