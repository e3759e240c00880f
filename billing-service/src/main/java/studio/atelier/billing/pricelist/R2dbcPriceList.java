package studio.atelier.billing.pricelist;

import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Locale;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Kopecks;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.OfferKind;
import studio.atelier.contracts.billing.PriceUnit;

/** {@link PriceList} from its tables of a dozen rows. */
@Repository
class R2dbcPriceList implements PriceList {

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

    R2dbcPriceList(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<Product> onSale(OfferKind kind, Locale language) {
        return database.sql(ON_SALE)
                .bind("kind", kind.wireName())
                .bind("language", language.getLanguage())
                .map(R2dbcPriceList::product)
                .all();
    }

    @Override
    public Mono<List<Offer>> offers(PriceUnit unit, long required) {
        return database.sql(OFFERS)
                .bind("unit", unit.wireName())
                .map(R2dbcPriceList::offer)
                .all()
                .collectList()
                .map(offers -> enoughOrAll(offers, required));
    }

    private static List<Offer> enoughOrAll(List<Offer> offers, long required) {
        List<Offer> enough =
                offers.stream().filter(offer -> offer.units() >= required).toList();
        return enough.isEmpty() ? offers : enough;
    }

    private static Product product(Readable row) {
        return new Product(
                text(row, "code"),
                OfferKind.ofWireName(text(row, "kind")),
                text(row, "unit"),
                number(row, "units"),
                new Kopecks(number(row, "price_kopecks")),
                text(row, "name"),
                text(row, "description"));
    }

    private static Offer offer(Readable row) {
        return new Offer(
                OfferKind.ofWireName(text(row, "kind")),
                text(row, "code"),
                text(row, "unit"),
                number(row, "units"),
                new Kopecks(number(row, "price_kopecks")));
    }

    private static String text(Readable row, String column) {
        return required(row, column, String.class);
    }

    private static long number(Readable row, String column) {
        return required(row, column, Long.class);
    }
}
