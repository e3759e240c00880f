package studio.atelier.platform.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Arrays;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.method.HandlerMethod;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.security.Caller;

/**
 * The common parts of the OpenAPI documents of services with springdoc: bearer tokens, problem details, idempotency
 * keys, nullable and optional members.
 */
@AutoConfiguration
@ConditionalOnClass({GlobalOpenApiCustomizer.class, OpenAPI.class})
class OpenApiAutoConfiguration {

    private static final String BEARER = "bearer";
    private static final String PROBLEM = "Problem";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class, IdempotencyKey.class);
        SpringDocUtils.getConfig().replaceWithSchema(DataBuffer.class, new StringSchema().format("binary"));
    }

    @Bean
    RecordSchemaConverter recordConverter() {
        return new RecordSchemaConverter();
    }

    @Bean
    EnumSchemaConverter enumConverter() {
        return new EnumSchemaConverter();
    }

    /** Runs after the service's own customizers. */
    @Bean
    GlobalOpenApiCustomizer platformDocument(Environment environment) {
        String service = environment.getRequiredProperty("spring.application.name");
        return document -> describeDocument(document, service);
    }

    private static void describeDocument(OpenAPI document, String service) {
        document.setInfo(new Info().title("Atelier " + service).version("v1"));
        document.setServers(List.of(new Server().url("/").description("The gateway")));
        describeAuthentication(document);
        PlatformOperatorCalls.describeCalls(document);
        SchemaNullability.letRequestsBeShort(document);
        document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation.getResponses().forEach(OpenApiAutoConfiguration::describeResponse));
    }

    private static void describeAuthentication(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(new Components());
        }
        SecurityScheme bearer = new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme(BEARER)
                .bearerFormat("JWT");
        document.getComponents().addSecuritySchemes(BEARER, bearer).addSchemas(PROBLEM, createProblemSchema());
        document.setSecurity(List.of(new SecurityRequirement().addList(BEARER)));
    }

    /** Springdoc gives every response the body of the successful one. */
    private static void describeResponse(String status, ApiResponse response) {
        if (status.startsWith("4") || status.startsWith("5")) {
            response.setContent(problemContent());
        } else if (status.startsWith("3")) {
            response.setContent(null);
        }
    }

    private static Schema<?> createProblemSchema() {
        Schema<?> problem = new ObjectSchema()
                .description("Problem details (RFC 9457) in the caller's language; clients branch on code."
                        + " Some codes have members of their own.")
                .addProperty("type", new StringSchema().format("uri"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("code", new StringSchema())
                .addProperty("traceId", new StringSchema())
                .addProperty("errors", new ArraySchema().items(invalidField()));
        problem.setRequired(List.of("type", "title", "status", "detail", "code", "traceId"));
        return problem;
    }

    private static Schema<?> invalidField() {
        Schema<?> field =
                new ObjectSchema().addProperty("field", new StringSchema()).addProperty("message", new StringSchema());
        field.setRequired(List.of("field", "message"));
        return field;
    }

    @Bean
    GlobalOperationCustomizer platformOperations() {
        return (operation, handler) -> {
            operation.getResponses().addApiResponse("default", problemResponse());
            if (takesIdempotencyKey(handler)) {
                addIdempotencyKey(operation);
            }
            return operation;
        };
    }

    private static ApiResponse problemResponse() {
        return new ApiResponse().description("A problem").content(problemContent());
    }

    private static Content problemContent() {
        Schema<?> reference = new Schema<>().$ref(Components.COMPONENTS_SCHEMAS_REF + PROBLEM);
        return new Content().addMediaType("application/problem+json", new MediaType().schema(reference));
    }

    private static boolean takesIdempotencyKey(HandlerMethod handler) {
        return Arrays.asList(handler.getMethod().getParameterTypes()).contains(IdempotencyKey.class);
    }

    private static void addIdempotencyKey(Operation operation) {
        operation.addParametersItem(new HeaderParameter()
                .name(IdempotencyKey.HEADER)
                .required(true)
                .description("Names this request: repeated with the same key it takes effect once")
                .schema(new StringSchema().minLength(8).maxLength(128)));
    }
}
