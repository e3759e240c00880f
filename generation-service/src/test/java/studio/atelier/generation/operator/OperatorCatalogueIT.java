package studio.atelier.generation.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.support.JobsTest;
import tools.jackson.databind.JsonNode;

class OperatorCatalogueIT extends JobsTest {

    private static final String MODELS = "/api/v1/admin/generation/models";
    private static final String PROVIDERS = "/api/v1/admin/generation/providers";
    private static final String KITE =
            "{\"operation\":\"model\",\"modelId\":\"nano-banana-pro\",\"parameters\":{\"prompt\":\"a kite\"}}";

    @Autowired
    private ModelCatalogue catalogue;

    @AfterEach
    void restore() {
        put(MODELS + "/nano-banana-pro", "{\"enabled\":null,\"price\":null,\"route\":null}");
        put(PROVIDERS + "/kie", "{\"enabled\":true}");
    }

    @Test
    void changesThePriceOfAModelAndGoesBackToThatOfTheRelease() {
        UserId user = aUserWith(20);

        JsonNode changed = put(MODELS + "/nano-banana-pro", "{\"price\":9}").body();
        assertThat(changed.path("price").asLong()).isEqualTo(9);
        assertThat(changed.path("defaultPrice").asLong()).isEqualTo(4);
        assertThat(submit(user, aKey(), KITE).body().path("price").asLong()).isEqualTo(9);

        put(MODELS + "/nano-banana-pro", "{\"price\":null}");
        assertThat(submit(user, aKey(), KITE).body().path("price").asLong()).isEqualTo(4);
    }

    @Test
    void takesAModelOutOfTheCatalogue() {
        UserId user = aUserWith(20);

        JsonNode changed =
                put(MODELS + "/nano-banana-pro", "{\"enabled\":false}").body();

        assertThat(changed.path("offered").asBoolean()).isFalse();
        assertThat(changed.path("price").asLong()).as("what is left out stays").isEqualTo(4);
        assertThat(get(user, "/api/v1/models/nano-banana-pro").status()).isEqualTo(404);
        assertThat(submit(user, aKey(), KITE).code()).isEqualTo("MODEL_NOT_FOUND");
    }

    @Test
    void replacesTheRoute() {
        JsonNode changed = put(
                        MODELS + "/nano-banana-pro",
                        "{\"route\":[{\"provider\":\"kie\",\"model\":\"nano-banana-2\",\"costMicroUsd\":40000}]}")
                .body();
        assertThat(changed.path("route").size()).isEqualTo(1);

        UserId user = aUserWith(20);
        Submitted job =
                new Submitted(user, UUID.fromString(submit(user, aKey(), KITE).id()));

        awaitStatus(job, "COMPLETED");
        assertThat(KIE.creates.getLast().path("model").asString()).isEqualTo("nano-banana-2");
    }

    @Test
    void leavesTheReleasesRouteAsItIsForTheCheckAtTheStart() {
        put(
                MODELS + "/nano-banana-pro",
                "{\"route\":[{\"provider\":\"kie\",\"model\":\"nano-banana-2\",\"costMicroUsd\":40000}]}");

        assertThat(catalogue.readReleasedRoutes().block(Duration.ofSeconds(10)).get("nano-banana-pro"))
                .extracting(ProviderModelRoute::provider, ProviderModelRoute::model)
                .containsExactly(tuple("kie", "nano-banana-pro"), tuple("venice", "nano-banana-pro"));
    }

    @Test
    void keepsTheReleasesParametersOfARouteThatItReorders() {
        put(
                MODELS + "/nano-banana-pro",
                "{\"route\":[{\"provider\":\"venice\",\"model\":\"nano-banana-pro\",\"costMicroUsd\":180000},"
                        + "{\"provider\":\"kie\",\"model\":\"nano-banana-pro\",\"costMicroUsd\":90000}]}");

        assertThat(database.sql("select operator_routes -> 1 -> 'parameters' ->> 'output_format' from model"
                                + " where id = 'nano-banana-pro'")
                        .mapValue(String.class)
                        .one()
                        .block(Duration.ofSeconds(10)))
                .isEqualTo("png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"price\":0}",
                "{\"price\":-1}",
                "{\"price\":1.5}",
                "{\"price\":100000}",
                "{\"enabled\":\"yes\"}",
                "{\"route\":[{\"provider\":\"nobody\",\"model\":\"a\",\"costMicroUsd\":0}]}",
                "{\"route\":[{\"provider\":\"kie\",\"model\":\"\",\"costMicroUsd\":0}]}",
                "{\"route\":[{\"provider\":\"kie\",\"model\":\"a\",\"costMicroUsd\":-1}]}",
                "{\"route\":{}}",
                "{\"route\":[]}",
                "{\"routes\":null}",
                "[]"
            })
    void refusesAChangeThatMakesNoSense(String change) {
        assertThat(put(MODELS + "/nano-banana-pro", change).status()).isEqualTo(400);
    }

    @Test
    void doesNotKnowOtherModelsAndProviders() {
        assertThat(put(MODELS + "/no-such-model", "{\"enabled\":false}").status())
                .isEqualTo(404);
        assertThat(put(PROVIDERS + "/nobody", "{\"enabled\":false}").status()).isEqualTo(404);
    }

    @Test
    void offersNothingOverAProviderThatIsSwitchedOff() {
        UserId user = aUserWith(20);

        JsonNode providers = put(PROVIDERS + "/kie", "{\"enabled\":false}").body();

        assertThat(find(providers, "kie").path("enabled").asBoolean()).isFalse();
        assertThat(submit(user, aKey(), KITE).code()).isEqualTo("MODEL_NOT_FOUND");
        put(PROVIDERS + "/kie", "{\"enabled\":true}");
        assertThat(submit(user, aKey(), KITE).status()).isEqualTo(202);
    }

    @Test
    void refundsJobsThatWaitForAProviderThatIsSwitchedOff() {
        UserId user = aUserWith(20);
        pauseKie(true);
        Submitted job =
                new Submitted(user, UUID.fromString(submit(user, aKey(), KITE).id()));

        put(PROVIDERS + "/kie", "{\"enabled\":false}");
        pauseKie(false);

        assertThat(awaitStatus(job, "FAILED").path("error").path("code").asString())
                .isEqualTo("PROVIDER_UNAVAILABLE");
        awaitHold(job.id(), "released");
        assertThat(KIE.creates).isEmpty();
    }

    @Test
    void movesJobsThatWaitInAPausedQueueOfAProviderThatIsSwitchedOff() {
        UserId user = aUserWith(20);
        pauseKie(true);
        Submitted job =
                new Submitted(user, UUID.fromString(submit(user, aKey(), KITE).id()));

        put(PROVIDERS + "/kie", "{\"enabled\":false}");

        awaitStatus(job, "FAILED");
        awaitHold(job.id(), "released");
        pauseKie(false);
    }

    @Test
    void endsAJobWhoseProviderIsSwitchedOffBeforeBillingAnswers() {
        UserId user = aUserWith(20);
        billing.silent = true;
        Submitted job =
                new Submitted(user, UUID.fromString(submit(user, aKey(), KITE).id()));
        put(PROVIDERS + "/kie", "{\"enabled\":false}");

        billing.silent = false;
        change("update job set ask_again_at = now() where id = :id", job.id());

        awaitStatus(job, "FAILED");
        awaitHold(job.id(), "released");
    }

    @Test
    void showsTheCallsOfTheLastHour() {
        UserId user = aUserWith(20);
        awaitStatus(
                new Submitted(user, UUID.fromString(submit(user, aKey(), KITE).id())), "COMPLETED");

        JsonNode kie = find(get(user, PROVIDERS, "ADMIN").body(), "kie");

        assertThat(kie.path("calls").asLong()).isPositive();
        assertThat(kie.path("meanMillis").asLong()).isPositive();
        assertThat(kie.path("breaker").asString()).isEqualTo("closed");
        assertThat(kie.path("spentTodayMicroUsd").asLong()).isPositive();
    }

    @Test
    void isForOperatorsOnly() {
        assertThat(List.of(
                        get(aUser(), MODELS).status(), get(aUser(), PROVIDERS).status()))
                .containsOnly(403);
    }

    private Answer put(String path, String body) {
        return answer(http.put()
                .uri(path)
                .header("Authorization", bearer(aUser(), "ADMIN"))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectBody()
                .returnResult());
    }

    private static JsonNode find(JsonNode providers, String name) {
        return providers
                .path("items")
                .valueStream()
                .filter(provider -> provider.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
