package studio.atelier.billing.operator;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.balance.Source;

/** Names the grantable sources in the OpenAPI document: they are the values of a grant's unit. */
@Configuration(proxyBeanMethods = false)
@SuppressWarnings({"rawtypes", "unchecked"}) // the document model is raw
class GrantableUnitSchemas {

    private static final List<String> GRANTABLE =
            Source.listGrantable().stream().map(Source::wireName).toList();

    @Bean
    GlobalOpenApiCustomizer unitsOfGrants() {
        return GrantableUnitSchemas::describeUnits;
    }

    private static void describeUnits(OpenAPI api) {
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        Stream.of("GrantRequest", "GrantResponse")
                .map(schemas::get)
                .forEach(schema -> schema.getProperties().put("unit", new StringSchema()._enum(GRANTABLE)));
        schemas.remove("GrantableUnit");
    }
}
