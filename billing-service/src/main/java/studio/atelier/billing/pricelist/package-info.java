/** Products and prices: data, in three languages. */
@NullMarked
package studio.atelier.billing.pricelist;

import org.jspecify.annotations.NullMarked;
