package studio.atelier.billing.pricelist;

import java.util.List;
import java.util.Locale;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.OfferKind;
import studio.atelier.contracts.billing.PriceUnit;

/** What is for sale now. */
public interface ProductPriceList {

    /** Products of a kind, in the order they are shown. */
    Flux<PriceListProduct> onSale(OfferKind kind, Locale language);

    /**
     * What somebody could buy who lacks units, cheapest first: what would be enough, or everything if nothing would.
     *
     * @param required units of the price
     */
    Mono<List<Offer>> listOffers(PriceUnit unit, long required);
}
