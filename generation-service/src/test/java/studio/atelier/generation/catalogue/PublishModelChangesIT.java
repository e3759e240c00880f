package studio.atelier.generation.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import studio.atelier.contracts.catalogue.ModelChanged;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.generation.catalogue.ModelCatalogue.OperatorModelChange;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.platform.tail.EventTailReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PublishModelChangesIT extends JobsTest {

    private static final String MODEL = "nano-banana-pro";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Autowired
    private PublishModelChanges task;

    @Autowired
    private ModelCatalogue models;

    @Autowired
    private EventTailReader events;

    @AfterEach
    void takeThePriceOfTheRelease() {
        changePrice(null);
    }

    @Test
    void publishesAModelOnceForAChangeWithTheFormsOfTheApi() {
        changePrice(17L);

        task.runScheduledTask().block(LIMIT);
        assertThat(models.forgetModels().then(task.runScheduledTask()).block(LIMIT))
                .as("read anew, and not changed")
                .isEqualTo("0 models are published");

        ModelChanged changed = findPublished(17);
        JsonNode shown = getIn("uk", aUser(), "/api/v1/models/" + MODEL);
        assertThat(changed.offered()).isTrue();
        assertThat(changed.forms().keySet()).containsExactlyInAnyOrder("ru", "uk", "en");
        ModelChanged.ModelForm form = changed.forms().get("uk");
        assertThat(form.name()).isEqualTo(shown.path("name").asString());
        assertThat(JsonMapper.shared().writeValueAsString(form.inputSchema()))
                .as("in the same order, too")
                .isEqualTo(shown.path("inputSchema").toString());
        assertThat(form.hints().keySet())
                .containsExactlyInAnyOrderElementsOf(shown.path("hints").propertyNames());
    }

    private void changePrice(Long price) {
        assertThat(models.changeModel(MODEL, new OperatorModelChange(false, null, true, price, false, null))
                        .block(LIMIT))
                .isTrue();
    }

    private ModelChanged findPublished(long price) {
        return events.tailTopics(Set.of(EventTopic.CATALOGUE_MODELS), Duration.ofMinutes(5))
                .map(tailed -> tailed.received().event())
                .ofType(ModelChanged.class)
                .filter(event -> event.modelId().equals(MODEL) && event.price() == price)
                .blockFirst(LIMIT);
    }
}
