package studio.atelier.billing.pricelist;

import studio.atelier.contracts.Kopecks;
import studio.atelier.contracts.billing.OfferKind;

/**
 * A product for sale.
 *
 * @param code stable name
 * @param unit the unit it grants: {@code actions} (a month), or the wire name of a source
 * @param units number of units
 * @param name in the requested language, as is the description
 */
public record PriceListProduct(
        String code, OfferKind kind, String unit, long units, Kopecks price, String name, String description) {}
