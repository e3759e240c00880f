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
import java.util.Arrays;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.method.HandlerMethod;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.security.Caller;

/** Bearer tokens, problem details and idempotency keys in the documents of services that have springdoc. */
@AutoConfiguration
@ConditionalOnClass({GlobalOpenApiCustomizer.class, OpenAPI.class})
class OpenApiAutoConfiguration {

    private static final String BEARER = "bearer";
    private static final String PROBLEM = "Problem";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class, IdempotencyKey.class);
    }

    @Bean
    GlobalOpenApiCustomizer platformDocument(Environment environment) {
        String service = environment.getRequiredProperty("spring.application.name");
        return document -> {
            document.setInfo(new Info().title("Atelier " + service).version("v1"));
            if (document.getComponents() == null) {
                document.setComponents(new Components());
            }
            document.getComponents()
                    .addSecuritySchemes(
                            BEARER,
                            new SecurityScheme()
                                    .type(SecurityScheme.Type.HTTP)
                                    .scheme(BEARER)
                                    .bearerFormat("JWT"))
                    .addSchemas(PROBLEM, problem());
            document.addSecurityItem(new SecurityRequirement().addList(BEARER));
        };
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .description("Problem details (RFC 9457) in the caller's language; clients branch on code")
                .addProperty("type", new StringSchema().format("uri"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("code", new StringSchema())
                .addProperty("traceId", new StringSchema())
                .addProperty(
                        "errors",
                        new ArraySchema()
                                .items(new ObjectSchema()
                                        .addProperty("field", new StringSchema())
                                        .addProperty("message", new StringSchema())));
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
        Schema<?> reference = new Schema<>().$ref("#/components/schemas/" + PROBLEM);
        return new ApiResponse()
                .description("A problem")
                .content(new Content().addMediaType("application/problem+json", new MediaType().schema(reference)));
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
