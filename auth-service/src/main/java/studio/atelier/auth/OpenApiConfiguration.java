package studio.atelier.auth;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.servers.Server;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What this service's OpenAPI document says beyond what the platform writes into every one. */
@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(info = @Info, servers = @Server(url = "/", description = "The gateway"))
class OpenApiConfiguration {

    @Bean
    OpenApiCustomizer whatHoldsForEveryOperation() {
        return document -> {
            requireAllOfAnswers(document);
            document.getPaths().values().stream()
                    .map(PathItem::readOperations)
                    .flatMap(List::stream)
                    .map(Operation::getResponses)
                    .forEach(answers -> answers.forEach(OpenApiConfiguration::describeFailure));
        };
    }

    /** What we answer always has all its members; those without a value are null. */
    private static void requireAllOfAnswers(OpenAPI document) {
        document.getComponents().getSchemas().forEach((name, schema) -> {
            if (!name.endsWith("Request") && !name.equals("Problem")) {
                requireAll(schema);
            }
        });
    }

    private static void requireAll(Schema<?> schema) {
        Map<String, ?> members = schema.getProperties();
        if (members != null) {
            schema.setRequired(members.keySet().stream().sorted().toList());
        }
    }

    private static void describeFailure(String status, ApiResponse answer) {
        if (status.startsWith("4") || status.startsWith("5")) {
            Schema<?> reference = new Schema<>().$ref("#/components/schemas/Problem");
            answer.setContent(
                    new Content().addMediaType("application/problem+json", new MediaType().schema(reference)));
        }
    }
}
