package studio.atelier.generation.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.support.JobsTest;
import tools.jackson.databind.JsonNode;

class ModelIT extends JobsTest {

    @Test
    void offersTheModelsWhoseProvidersThisDeploymentHas() {
        JsonNode models = get(aUser(), "/api/v1/models").body().path("items");

        assertThat(ids(models)).contains("nano-banana-2", "nano-banana-2-edit", "nano-banana-pro", "gpt-image-2");
        assertThat(ids(models)).as("their providers are not enabled").doesNotContain("sdxl-local", "venice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru", "uk"})
    void hasALabelAndAHintForEveryParameter(String language) {
        UserId user = aUser();
        for (JsonNode model : getIn(language, user, "/api/v1/models").path("items")) {
            assertThat(model.path("name").asString()).isNotEmpty();
            assertThat(model.path("description").asString()).isNotEmpty();
            model.path("inputSchema").path("properties").properties().forEach(parameter -> {
                assertThat(parameter.getValue().path("title").asString())
                        .as("label of %s of %s", parameter.getKey(), model.path("id"))
                        .isNotEmpty()
                        .isNotEqualTo(parameter.getKey());
                assertThat(model.path("hints").path(parameter.getKey()).asString())
                        .as("hint of %s of %s", parameter.getKey(), model.path("id"))
                        .isNotEmpty();
            });
        }
    }

    @Test
    void makesAPictureWithTheChosenParameters() {
        UserId user = aUserWith(10);

        Answer answer = submit(user, aKey(), """
                {"operation":"model","modelId":"nano-banana-pro",
                 "parameters":{"prompt":"a red kite","aspect_ratio":"16:9","resolution":"4K"}}
                """);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.body().path("price").asLong()).isEqualTo(7);
        assertThat(answer.body()
                        .path("request")
                        .path("parameters")
                        .path("prompt")
                        .asString())
                .isEqualTo("a red kite");
        JsonNode done = awaitStatus(new Submitted(user, UUID.fromString(answer.id())), "COMPLETED");
        assertThat(done.path("model").asString()).isEqualTo("nano-banana-pro");
        JsonNode input = KIE.creates.getLast().path("input");
        assertThat(input.path("prompt").asString()).isEqualTo("a red kite");
        assertThat(input.path("aspect_ratio").asString()).isEqualTo("16:9");
        assertThat(input.path("resolution").asString()).isEqualTo("4K");
        assertThat(input.path("output_format").asString()).isEqualTo("png");
        awaitHold(UUID.fromString(answer.id()), "captured");
        assertThat(billing.left(user)).isEqualTo(3);
        assertThat(value(
                        "select cost_micro_usd from provider_attempt where job_id = :id", UUID.fromString(answer.id())))
                .as("90,000 and what 4K adds")
                .isEqualTo("162000");
    }

    @Test
    void sendsAnUploadAndAPictureOfTheGalleryAlong() {
        UserId user = aUserWith(10);
        Submitted first = submitted(user);
        String image = awaitStatus(first, "COMPLETED")
                .path("images")
                .path(0)
                .path("id")
                .asString();

        Answer answer = submit(user, aKey(), """
                {"operation":"model","modelId":"nano-banana-2-edit",
                 "parameters":{"prompt":"side by side","images":["%s","%s"]}}
                """.formatted(upload(user), image));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        JsonNode done = awaitStatus(new Submitted(user, UUID.fromString(answer.id())), "COMPLETED");
        assertThat(done.path("inputs").size()).isEqualTo(2);
        assertThat(KIE.creates.getLast().path("input").path("image_input").size())
                .isEqualTo(2);
        for (JsonNode input : done.path("inputs")) {
            assertThat(opens(input.path("url").asString())).isEqualTo(200);
        }
    }

    @Test
    void refusesAPictureOfAnotherUser() {
        UserId owner = aUserWith(10);
        String image = awaitStatus(submitted(owner), "COMPLETED")
                .path("images")
                .path(0)
                .path("id")
                .asString();

        Answer answer = submit(
                aUserWith(10),
                aKey(),
                "{\"operation\":\"edit\",\"sourceImageId\":\"%s\",\"prompt\":\"a hat\"}".formatted(image));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("UPLOAD_NOT_FOUND");
    }

    @Test
    void editsAPictureAndMakesAVariation() {
        UserId user = aUserWith(10);
        UUID photo = upload(user);

        Answer edited = submit(
                user,
                aKey(),
                "{\"operation\":\"edit\",\"sourceUploadId\":\"%s\",\"prompt\":\"add a hat\"}".formatted(photo));
        assertThat(edited.body().path("price").asLong()).isEqualTo(1);
        JsonNode done = awaitStatus(new Submitted(user, UUID.fromString(edited.id())), "COMPLETED");
        assertThat(KIE.creates.getLast().path("input").path("prompt").asString())
                .isEqualTo("add a hat");

        Answer variation = submit(
                user,
                aKey(),
                "{\"operation\":\"edit\",\"sourceImageId\":\"%s\",\"variation\":true}"
                        .formatted(done.path("images").path(0).path("id").asString()));
        awaitStatus(new Submitted(user, UUID.fromString(variation.id())), "COMPLETED");
        assertThat(KIE.creates.getLast().path("input").path("prompt").asString())
                .startsWith("Make another picture");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"operation\":\"edit\",\"prompt\":\"a hat\"}",
                "{\"operation\":\"edit\",\"sourceUploadId\":\"01900000-0000-7000-8000-000000000001\"}",
                "{\"operation\":\"edit\",\"sourceUploadId\":\"01900000-0000-7000-8000-000000000001\",\"prompt\":\" \"}",
                "{\"operation\":\"edit\",\"sourceUploadId\":\"01900000-0000-7000-8000-000000000001\","
                        + "\"sourceImageId\":\"01900000-0000-7000-8000-000000000002\",\"prompt\":\"a hat\"}",
                "{\"operation\":\"model\",\"parameters\":{}}",
                "{\"operation\":\"model\",\"modelId\":\"nano-banana-2\"}",
                "{\"operation\":\"model\",\"modelId\":\"nano-banana-2\",\"parameters\":[]}"
            })
    void refusesARequestThatIsNotComplete(String body) {
        Answer answer = submit(aUserWith(10), aKey(), body);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    }

    @Test
    void pointsAtTheParametersThatDoNotFit() {
        UserId user = aUserWith(10);

        Answer answer = submit(user, aKey(), """
                {"operation":"model","modelId":"nano-banana-2","parameters":{"resolution":"8K","colour":"red"}}
                """);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("INVALID_PARAMETERS");
        assertThat(answer.body()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("pointer").asString()))
                .containsExactlyInAnyOrder("/parameters/prompt", "/parameters/resolution", "/parameters/colour");
        assertThat(billing.left(user)).isEqualTo(10);
    }

    @Test
    void refusesAPromptOfBlanks() {
        Answer answer = submit(aUserWith(10), aKey(), """
                {"operation":"model","modelId":"nano-banana-2","parameters":{"prompt":"   "}}
                """);

        assertThat(answer.code()).isEqualTo("INVALID_PARAMETERS");
        assertThat(answer.body().path("errors").path(0).path("code").asString()).isEqualTo("minLength");
    }

    @Test
    void doesNotKnowModelsThatAreNotOffered() {
        UserId user = aUserWith(10);

        assertThat(get(user, "/api/v1/models/sdxl-local").code()).isEqualTo("MODEL_NOT_FOUND");
        assertThat(submit(user, aKey(), "{\"operation\":\"model\",\"modelId\":\"noop\",\"parameters\":{}}")
                        .code())
                .as("no client can choose a model of the configuration")
                .isEqualTo("MODEL_NOT_FOUND");
    }

    @Test
    void refusesWhatTheContentPolicyForbidsBeforeAnythingIsHeld() {
        UserId user = aUserWith(10);
        int commands = billing.commands.size();

        Answer answer = submit(user, aKey(), """
                {"operation":"model","modelId":"nano-banana-2","parameters":{"prompt":"a nude child"}}
                """);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("CONTENT_NOT_ALLOWED");
        assertThat(billing.commands.subList(commands, billing.commands.size()).stream()
                        .filter(command -> command.recordKey().equals(user.toString())))
                .isEmpty();
    }

    private int opens(String link) {
        return http.get()
                .uri(link.substring(link.indexOf("/images/")))
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .value();
    }

    private static List<String> ids(JsonNode models) {
        return models.valueStream().map(model -> model.path("id").asString()).toList();
    }
}
