/** What is for sale and for how much: data, in three languages. */
@NullMarked
package studio.atelier.billing.pricelist;

import org.jspecify.annotations.NullMarked;
