package studio.atelier.billing.pricelist;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Locale;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Kopecks;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.OfferKind;

/** {@link ProductPriceList} in PostgreSQL, in tables of a dozen rows. */
@Repository
class R2dbcProductPriceList implements ProductPriceList {

    private static final String ON_SALE = """
            select code, kind, unit, units, price_kopecks, name, description
              from product join product_text on product_code = code
             where on_sale and kind = :kind and language = :language
             order by place
            """;
    private static final String OFFERS = """
            select code, kind, unit, units, price_kopecks
              from product
             where on_sale and (unit = :unit or :unit = 'actions' and unit = 'credits')
             order by price_kopecks, place
            """;

    private final DatabaseClient database;

    R2dbcProductPriceList(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<PriceListProduct> onSale(OfferKind kind, Locale language) {
        return database.sql(ON_SALE)
                .bind("kind", kind.wireName())
                .bind("language", language.getLanguage())
                .map(R2dbcProductPriceList::toProduct)
                .all();
    }

    @Override
    public Mono<List<Offer>> listOffers(PriceUnit unit, long required) {
        return database.sql(OFFERS)
                .bind("unit", unit.wireName())
                .map(R2dbcProductPriceList::toOffer)
                .all()
                .collectList()
                .map(offers -> enoughOrAll(offers, required));
    }

    private static List<Offer> enoughOrAll(List<Offer> offers, long required) {
        List<Offer> enough =
                offers.stream().filter(offer -> offer.units() >= required).toList();
        return enough.isEmpty() ? offers : enough;
    }

    private static PriceListProduct toProduct(Readable row) {
        return new PriceListProduct(
                readText(row, "code"),
                OfferKind.ofWireName(readText(row, "kind")),
                readText(row, "unit"),
                readNumber(row, "units"),
                new Kopecks(readNumber(row, "price_kopecks")),
                readText(row, "name"),
                readText(row, "description"));
    }

    private static Offer toOffer(Readable row) {
        return new Offer(
                OfferKind.ofWireName(readText(row, "kind")),
                readText(row, "code"),
                readText(row, "unit"),
                readNumber(row, "units"),
                new Kopecks(readNumber(row, "price_kopecks")));
    }

    private static String readText(Readable row, String column) {
        return readRequired(row, column, String.class);
    }

    private static long readNumber(Readable row, String column) {
        return readRequired(row, column, Long.class);
    }
}
