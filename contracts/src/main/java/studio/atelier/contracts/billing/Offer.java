package studio.atelier.contracts.billing;

import studio.atelier.contracts.Kopecks;

/**
 * Something a user can buy.
 *
 * @param code stable name in the price list
 * @param unit the source whose units it contains, or {@code actions}, of which a plan contains so many a month
 * @param price in kopecks
 */
public record Offer(OfferKind kind, String code, String unit, long units, Kopecks price) {}
