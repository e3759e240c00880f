package studio.atelier.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class UpstreamPropertiesTest {

    private static final Map<String, String> SERVICES = Map.of(
            "atelier.upstream.auth", "http://auth",
            "atelier.upstream.billing", "http://billing",
            "atelier.upstream.generation", "http://generation",
            "atelier.upstream.chat", "http://chat");

    @Test
    void admitsOneUploadMoreThanThereAreProcessorsUnlessSetOtherwise() {
        assertThat(uploadsWith("").answeringLimit())
                .isEqualTo(Runtime.getRuntime().availableProcessors() + 1);
        assertThat(uploadsWith("7").answeringLimit()).isEqualTo(7);
    }

    private static UpstreamProperties.UpstreamUploadBounds uploadsWith(String answering) {
        Map<String, String> settings = new HashMap<>(SERVICES);
        settings.put("atelier.upstream.uploads.answering", answering);
        return new Binder(new MapConfigurationPropertySource(settings))
                .bind("atelier.upstream", UpstreamProperties.class)
                .get()
                .uploads();
    }
}
