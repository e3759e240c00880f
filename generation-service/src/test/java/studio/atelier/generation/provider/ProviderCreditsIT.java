package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.contracts.operator.OperatorNotice.OperatorNoticeKind;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.platform.tail.EventTailReader;
import tools.jackson.databind.JsonNode;

class ProviderCreditsIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Autowired
    private ProviderCredits credits;

    @Autowired
    private EventTailReader tail;

    @Autowired
    private MeterRegistry meters;

    @BeforeEach
    void beginAbove() {
        tell("1000000");
    }

    @AfterEach
    void endAbove() {
        tell("1000000");
    }

    @Test
    void showsOperatorsWhatIsLeftAndAsksTheProviderOnce() {
        Instant start = Instant.now();
        tell("5000");
        int asked = KIE.creditLooks();

        JsonNode credit = creditOnThePage();

        assertThat(credit.path("amount").asInt()).isEqualTo(5000);
        assertThat(credit.path("unit").asString()).isEqualTo("credits");
        assertThat(credit.path("low").asBoolean()).isFalse();
        assertThat(Instant.parse(credit.path("readAt").asString())).isBetween(start, Instant.now());
        assertThat(creditOnThePage()).isEqualTo(credit);
        assertThat(KIE.creditLooks()).isEqualTo(asked);
        assertThat(meters.get("atelier.provider.credit")
                        .tag("provider", "kie")
                        .gauge()
                        .value())
                .isEqualTo(5000);
    }

    @Test
    void showsNoCreditThatCannotBeRead() {
        tell("\"many\"");

        assertThat(creditOnThePage().isNull()).isTrue();
        assertThat(meters.get("atelier.provider.credit")
                        .tag("provider", "kie")
                        .gauge()
                        .value())
                .isNaN();
    }

    @Test
    void notifiesOperatorsOnceWhenACreditFallsBelowItsLimitAndAgainAfterItWasAbove() {
        Instant start = Instant.now();
        tell("900");
        tell("800");
        assertThat(creditOnThePage().path("low").asBoolean()).isTrue();
        tell("1000");
        tell("999");

        List<OperatorNotice> notices = tail.tailTopics(Set.of(EventTopic.OPERATOR_NOTICES), Duration.ofMinutes(1))
                .map(tailed -> (OperatorNotice) tailed.received().event())
                .filter(notice -> notice.kind() == OperatorNoticeKind.CREDIT_LOW
                        && !notice.occurredAt().isBefore(start))
                .take(2)
                .collectList()
                .block(LIMIT);

        assertThat(notices)
                .extracting(OperatorNotice::subject, OperatorNotice::details)
                .containsExactly(
                        tuple("kie", Map.of("amount", "900", "unit", "credits")),
                        tuple("kie", Map.of("amount", "999", "unit", "credits")));
    }

    /** kie.ai tells this from now on, and every instance has looked. */
    private void tell(String amount) {
        KIE.credits = amount;
        credits.forgetCredit("kie").block(LIMIT);
        credits.watchCredits().block(LIMIT);
    }

    private JsonNode creditOnThePage() {
        return get(aUser(), "/api/v1/admin/generation/providers", "ADMIN")
                .body()
                .path("items")
                .valueStream()
                .filter(provider -> provider.path("name").asString().equals("kie"))
                .findFirst()
                .orElseThrow()
                .path("credit");
    }
}
