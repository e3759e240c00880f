package studio.atelier.auth;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.annotations.servers.Server;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The head of this service's OpenAPI document, and what holds for every operation of it. */
@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Atelier: authentication",
                        version = "v1",
                        description = "Log in with Telegram, go on with sessions, end them."),
        servers = @Server(url = "/", description = "The gateway"))
@SecurityScheme(name = "bearer", type = SecuritySchemeType.HTTP, scheme = "bearer", bearerFormat = "JWT")
class OpenApiConfiguration {

    private static final String PROBLEM = "Problem";

    @Bean
    OpenApiCustomizer whatHoldsForEveryOperation() {
        return document -> {
            requireAllOfAnswers(document);
            document.getComponents().addSchemas(PROBLEM, problem());
            document.getPaths().values().stream()
                    .map(PathItem::readOperations)
                    .flatMap(List::stream)
                    .map(Operation::getResponses)
                    .forEach(answers -> answers.forEach(OpenApiConfiguration::describeFailure));
        };
    }

    /** What we answer always has all its members; those without a value are null. */
    private static void requireAllOfAnswers(OpenAPI document) {
        Map<String, Schema<?>> schemas = answers(document);
        schemas.values().stream()
                .filter(schema -> schema.getProperties() != null)
                .forEach(schema -> schema.setRequired(
                        schema.getProperties().keySet().stream().sorted().toList()));
    }

    private static Map<String, Schema<?>> answers(OpenAPI document) {
        Map<String, Schema<?>> answers = new LinkedHashMap<>();
        document.getComponents().getSchemas().forEach((name, schema) -> {
            if (!name.endsWith("Request")) {
                answers.put(name, schema);
            }
        });
        return answers;
    }

    private static void describeFailure(String status, ApiResponse answer) {
        if (status.startsWith("4") || status.startsWith("5")) {
            Schema<?> reference = new Schema<>().$ref("#/components/schemas/" + PROBLEM);
            answer.setContent(
                    new Content().addMediaType("application/problem+json", new MediaType().schema(reference)));
        }
    }

    private static Schema<?> problem() {
        Schema<?> problem = new ObjectSchema()
                .description("Problem details (RFC 9457) in the language asked for")
                .addProperty("type", new StringSchema().format("uri-reference"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("code", new StringSchema().description("Stable; branch on it"))
                .addProperty("traceId", new StringSchema());
        problem.setRequired(List.of("type", "title", "status", "code"));
        return problem;
    }
}
