package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import studio.atelier.generation.picture.PictureFileReader;
import studio.atelier.generation.picture.PictureTools;
import studio.atelier.generation.provider.replicate.ReplicateProperties;
import studio.atelier.generation.provider.replicate.ReplicateProperties.ReplicateModelProperties;
import studio.atelier.generation.task.JobQueueProperties;
import studio.atelier.platform.cache.SmartCaches;
import tools.jackson.databind.json.JsonMapper;

/** The settings of providers that are switched on one by one, as in {@code application.yml}. */
class ProviderSettingsTest {

    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withUserConfiguration(ProvidersOnly.class);

    @ParameterizedTest
    @ValueSource(strings = {"openai", "venice", "pollinations", "a1111", "replicate", "live3d"})
    void startsWithoutAProviderThatIsNotEnabled(String provider) {
        service.run(context -> assertThat(providerNames(context)).doesNotContain(provider));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "venice", "pollinations", "replicate"})
    void doesNotStartWithAProviderThatHasNoKey(String provider) {
        service.withPropertyValues(variable(provider, "ENABLED") + "=true")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("set " + variable(provider, "API_KEY")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "venice", "pollinations", "replicate"})
    void hasAProviderThatIsEnabledAndNeverShowsItsKey(String provider) {
        service.withPropertyValues(
                        variable(provider, "ENABLED") + "=true", variable(provider, "API_KEY") + "=a-secret-key")
                .run(context -> {
                    assertThat(providerNames(context)).contains(provider);
                    assertThat(context.getBeansWithAnnotation(ConfigurationProperties.class))
                            .allSatisfy((name, settings) ->
                                    assertThat(settings.toString()).doesNotContain("a-secret-key"));
                });
    }

    @ParameterizedTest
    @CsvSource({
        "kie, 5, 20, PT10.5S",
        "openai, 5, , PT1M1S",
        "venice, 5, 20, PT1M1S",
        "pollinations, 3, , PT1M1S",
        "a1111, 1, , PT10.5S",
        "replicate, 20, 600, PT1M1S",
        "live3d, 5, , PT1S"
    })
    void limitsTheQueueOfEachProvider(String provider, int slots, Integer rate, Duration period) {
        service.run(context -> {
            JobQueueProperties queues = context.getBean(JobQueueProperties.class);
            assertThat(queues.slotsOf(provider)).isEqualTo(slots);
            assertThat(queues.rateOf(provider)).isEqualTo(rate);
            assertThat(queues.ratePeriodOf(provider)).isEqualTo(period);
        });
    }

    @Test
    void limitsTheWebUiToOneImageAcrossAllWorkers() {
        service.run(context -> {
            JobQueueProperties queues = context.getBean(JobQueueProperties.class);
            assertThat(queues.totalSlotsOf("a1111")).isEqualTo(1);
            assertThat(queues.slotsOfWorkers("a1111", 3)).isEqualTo(1);
            assertThat(queues.totalSlotsOf("venice")).isNull();
            assertThat(queues.slotsOfWorkers("venice", 3)).isEqualTo(15);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a1111", "live3d"})
    void needsNoKeyForAProviderThatHasNone(String provider) {
        service.withPropertyValues(variable(provider, "ENABLED") + "=true")
                .run(context -> assertThat(providerNames(context)).contains(provider));
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_", "a-secret-of-another-kind", "whsec_not*base64*not*base64"})
    void doesNotStartWithASecretThatIsNone(String secret) {
        service.withPropertyValues(
                        "ATELIER_REPLICATE_ENABLED=true",
                        "ATELIER_REPLICATE_API_KEY=a-secret-key",
                        "ATELIER_REPLICATE_WEBHOOK_SECRET=" + secret)
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("whsec_…, or left empty"));
    }

    @Test
    void readsHowModelsSpellTheirInput() {
        service.withPropertyValues("ATELIER_REPLICATE_ENABLED=true", "ATELIER_REPLICATE_API_KEY=a-secret-key")
                .run(context -> {
                    ReplicateModelProperties model =
                            context.getBean(ReplicateProperties.class).models().get("google/nano-banana-2");
                    assertThat(model.imageField()).isEqualTo("image_input");
                    assertThat(model.imageList()).isTrue();
                    assertThat(model.parameterNames()).containsEntry("resolution", "");
                    assertThat(model.input()).containsEntry("output_format", "png");
                });
    }

    private static Iterable<String> providerNames(AssertableApplicationContext context) {
        return context.getBeansOfType(ImageProvider.class).values().stream()
                .map(ImageProvider::providerName)
                .toList();
    }

    private static String variable(String provider, String name) {
        return "ATELIER_" + provider.toUpperCase(Locale.ROOT) + "_" + name;
    }

    /** The providers' packages, without kie.ai, which is always there. */
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(JobQueueProperties.class)
    @ConfigurationPropertiesScan("studio.atelier.generation.provider")
    @ComponentScan(
            basePackages = "studio.atelier.generation.provider",
            useDefaultFilters = false,
            includeFilters = {
                @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = ImageProvider.class),
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = ".*\\.Replicate(WebhookSignatures|InputSchemas)")
            },
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.(kie|noop)\\..*"))
    static class ProvidersOnly {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        JsonMapper json() {
            return JsonMapper.builder().build();
        }

        @Bean
        ProviderHttpClients clients() {
            return SafeFetchFixtures.clients();
        }

        @Bean
        SmartCaches caches() {
            return new SmartCaches(null, json(), new SimpleMeterRegistry(), Ticker.systemTicker());
        }

        @Bean
        PictureFileReader pictures() {
            return PictureTools.pictures();
        }

        @Bean
        SafeImageFetcher fetch() {
            return SafeFetchFixtures.trusting();
        }
    }
}
