package studio.atelier.billing.pricelist;

import java.util.List;
import java.util.Locale;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.OfferKind;

/** The products for sale now. */
public interface ProductPriceList {

    /** Products of a kind, in display order. */
    Flux<PriceListProduct> onSale(OfferKind kind, Locale language);

    /**
     * Offers for a user who lacks units, cheapest first: products that cover the price, or all if none does.
     *
     * @param required units of the price
     */
    Mono<List<Offer>> listOffers(PriceUnit unit, long required);
}
