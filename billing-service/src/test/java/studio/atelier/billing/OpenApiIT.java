package studio.atelier.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.WebTestClient;
import studio.atelier.contracts.balance.Source;
import tools.jackson.databind.JsonNode;

@BillingServiceTest
class OpenApiIT {

    @Autowired
    private WebTestClient http;

    @Test
    void describesEveryCallAndNothingThatClientsDoNotSend() {
        JsonNode document = http.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        assertThat(document.path("paths").propertyNames())
                .contains(
                        "/api/v1/billing/balance",
                        "/api/v1/billing/history",
                        "/api/v1/billing/plans",
                        "/api/v1/billing/packs",
                        "/api/v1/admin/billing/users/{userId}",
                        "/api/v1/admin/billing/users/{userId}/grants",
                        "/api/v1/admin/billing/users/{userId}/corrections",
                        "/api/v1/admin/billing/holds/{holdId}");
        JsonNode schemas = document.path("components").path("schemas");
        assertThat(schemas.propertyNames())
                .contains("Balance", "PlanBalance", "HistoryPage", "HistoryEntry", "Product", "Money")
                .doesNotContain("GrantableUnit");
        assertThat(List.of("GrantRequest", "GrantResponse"))
                .allSatisfy(grant -> assertThat(schemas.at("/" + grant + "/properties/unit/enum")
                                .values())
                        .extracting(JsonNode::asString)
                        .containsExactlyElementsOf(Source.listGrantable().stream()
                                .map(Source::wireName)
                                .toList()));
        assertThat(parameters(document)).containsOnly("limit", "cursor", "userId", "holdId", "Idempotency-Key");
    }

    private static Set<String> parameters(JsonNode document) {
        Set<String> names = new TreeSet<>();
        document.path("paths").properties().stream()
                .filter(path -> path.getKey().contains("/billing/"))
                .forEach(path -> path.getValue()
                        .findValues("parameters")
                        .forEach(list -> list.forEach(
                                parameter -> names.add(parameter.path("name").asString()))));
        return names;
    }
}
