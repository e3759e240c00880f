package studio.atelier.platform.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Found by Spring through {@code META-INF/spring.factories}. */
final class InfrastructureCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
        AtelierInfrastructure wish =
                TestContextAnnotationUtils.findMergedAnnotation(testClass, AtelierInfrastructure.class);
        return wish == null ? null : new InfrastructureCustomizer(wish.own() ? testClass : null);
    }
}
