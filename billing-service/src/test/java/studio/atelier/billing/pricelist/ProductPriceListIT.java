package studio.atelier.billing.pricelist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import studio.atelier.billing.BillingServiceTest;
import studio.atelier.billing.Person;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.OfferKind;
import studio.atelier.platform.language.SupportedLanguage;

@BillingServiceTest
class ProductPriceListIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Autowired
    private Person.Factory people;

    @Autowired
    private ProductPriceList prices;

    @Test
    void showsThePlansWithTheirMonthlyPrice() {
        people.someone()
                .get("/api/v1/billing/plans")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items[*].code")
                .isEqualTo(List.of("plan-50", "plan-150", "plan-500"))
                .jsonPath("$.items[*].price.amount")
                .isEqualTo(List.of("299.00", "499.00", "899.00"))
                .jsonPath("$.items[0].price.currency")
                .isEqualTo("RUB")
                .jsonPath("$.items[2].units")
                .isEqualTo(500)
                .jsonPath("$.nextCursor")
                .isEmpty();
    }

    @Test
    void speaksTheLanguageOfTheCaller() {
        Person user = people.someone();
        assertThat(firstPack(user, Locale.ENGLISH)).isEqualTo("100 credits");
        assertThat(firstPack(user, Locale.of("ru"))).isEqualTo("100 кредитов");
        assertThat(firstPack(user, Locale.of("uk"))).isEqualTo("100 кредитів");
    }

    @ParameterizedTest
    @EnumSource(OfferKind.class)
    void namesEveryProductInEveryLanguage(OfferKind kind) {
        List<List<String>> codes = Arrays.stream(SupportedLanguage.values())
                .map(language -> prices.onSale(kind, language.toLocale())
                        .map(PriceListProduct::code)
                        .collectList()
                        .block(LIMIT))
                .distinct()
                .toList();
        assertThat(codes).hasSize(1);
    }

    @Test
    void offersWhatWouldBeEnoughTheCheapestFirst() {
        assertThat(offers(PriceUnit.ACTIONS, 2)).containsExactly("credits-100", "plan-50", "plan-150", "plan-500");
        assertThat(offers(PriceUnit.ACTIONS, 120)).containsExactly("plan-150", "plan-500");
        assertThat(offers(PriceUnit.DIAMONDS, 60)).containsExactly("diamonds-200");
        assertThat(offers(PriceUnit.ENERGY, 9999)).containsExactly("energy-100", "energy-500");
    }

    private List<String> offers(PriceUnit unit, long required) {
        return prices.listOffers(unit, required).block(LIMIT).stream()
                .map(Offer::code)
                .toList();
    }

    private static String firstPack(Person user, Locale language) {
        return user.get(language, "/api/v1/billing/packs")
                .expectStatus()
                .isOk()
                .expectBody(ProductsResponse.class)
                .returnResult()
                .getResponseBody()
                .items()
                .get(0)
                .name();
    }
}
