package studio.atelier.billing.account;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.contracts.balance.Source;

/** Names the grantable sources in the OpenAPI document: they are members of a balance. */
@Configuration(proxyBeanMethods = false)
@SuppressWarnings({"rawtypes", "unchecked"}) // the document model is raw
class SourceSchemas {

    private static final List<String> GRANTABLE =
            Source.listGrantable().stream().map(Source::wireName).toList();

    @Bean
    GlobalOpenApiCustomizer sourcesOfBalances() {
        return SourceSchemas::describeSources;
    }

    private static void describeSources(OpenAPI api) {
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        Stream.of("Balance", "HeldBalance").map(schemas::get).forEach(SourceSchemas::addMembers);
    }

    private static void addMembers(Schema<?> schema) {
        Map<String, Schema> members = new LinkedHashMap<>();
        GRANTABLE.forEach(source -> members.put(source, new IntegerSchema().format("int64")));
        members.putAll(schema.getProperties());
        schema.setProperties(members);
        List<String> required = new ArrayList<>(GRANTABLE);
        required.addAll(schema.getRequired());
        schema.setRequired(required);
    }
}
