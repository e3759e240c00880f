package studio.atelier.billing.pricelist;

import studio.atelier.contracts.Kopecks;
import studio.atelier.contracts.billing.OfferKind;

/**
 * Something for sale.
 *
 * @param code stable name
 * @param unit what it brings: {@code actions} (a month), {@code credits}, {@code energy} or {@code diamonds}
 * @param units how many of it
 * @param name in the language that was asked for, as is the description
 */
public record PriceListProduct(
        String code, OfferKind kind, String unit, long units, Kopecks price, String name, String description) {}
