package studio.atelier.generation.job;

import studio.atelier.contracts.billing.Offer;

/**
 * A product that the user can buy instead.
 *
 * @param kind {@code plan} or {@code pack}
 * @param units what it contains
 */
record PurchaseOfferResponse(String kind, String code, String unit, long units, OfferPriceResponse price) {

    static PurchaseOfferResponse from(Offer offer) {
        return new PurchaseOfferResponse(
                offer.kind().wireName(),
                offer.code(),
                offer.unit(),
                offer.units(),
                new OfferPriceResponse(offer.price().toRoubles(), "RUB"));
    }

    /** An amount with two decimals. */
    record OfferPriceResponse(String amount, String currency) {}
}
