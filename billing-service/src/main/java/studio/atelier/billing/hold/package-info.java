/** Handles commands of other services to place, capture and release holds, and ends holds that are not settled. */
@NullMarked
package studio.atelier.billing.hold;

import org.jspecify.annotations.NullMarked;
