package studio.atelier.generation.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** With the words of the configuration that is shipped. */
class ContentPolicyTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ContentPolicy policy = new ContentPolicy(shippedWords(), meters);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a nude child",
                "NSFW, two teens on a beach",
                "schoolgirl in lingerie",
                "a naked girl, 15 years old",
                "naked, 9yo",
                "a n4ked ch1ld",
                "a nu\u200bde chi\u00adld",
                "a nаked сhild",
                "голая девочка",
                "гoлая дeвoчка",
                "обнажённый ребёнок",
                "секс, ей 14 лет",
                "порно с подростками",
                "оголена дівчинка",
                "гола школярка 16 років"
            })
    void refusesSexualContentWithMinors(String prompt) {
        assertThatThrownBy(() -> policy.requireAllowed(prompt))
                .isInstanceOf(OperationException.ContentNotAllowed.class);
        assertThat(meters.counter("atelier.generation.policy.refused", "rule", "minors")
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a child with a kite in Middlesex",
                "kids at school, photorealistic",
                "a nude statue of marble",
                "a portrait of a woman, 35 years old, nude, in oil",
                "голубой шар и дети",
                "детальный портрет обнажённой скульптуры",
                "дівчинка з повітряним змієм",
                "головна площа, діти",
                "an eighteenth-century chair"
            })
    void allows(String prompt) {
        assertThatCode(() -> policy.requireAllowed(prompt)).doesNotThrowAnyException();
    }

    private static ContentPolicyProperties shippedWords() {
        try {
            StandardEnvironment environment = new StandardEnvironment();
            new YamlPropertySourceLoader()
                    .load("application", new ClassPathResource("application.yml"))
                    .forEach(environment.getPropertySources()::addLast);
            return Binder.get(environment)
                    .bind("atelier.generation.content-policy", ContentPolicyProperties.class)
                    .get();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
