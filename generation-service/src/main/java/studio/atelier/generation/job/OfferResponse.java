package studio.atelier.generation.job;

import studio.atelier.contracts.billing.Offer;

/**
 * Something that could be bought instead.
 *
 * @param kind {@code plan} or {@code pack}
 * @param units what it brings
 */
record OfferResponse(String kind, String code, String unit, long units, MoneyResponse price) {

    static OfferResponse from(Offer offer) {
        return new OfferResponse(
                offer.kind().wireName(),
                offer.code(),
                offer.unit(),
                offer.units(),
                new MoneyResponse(offer.price().toRoubles(), "RUB"));
    }

    /** An amount with two decimals. */
    record MoneyResponse(String amount, String currency) {}
}
