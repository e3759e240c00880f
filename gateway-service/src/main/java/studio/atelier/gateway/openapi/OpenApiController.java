package studio.atelier.gateway.openapi;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Serves the joined document; {@code /swagger-ui.html} shows it. */
@Hidden
@RestController
class OpenApiController {

    static final String PATH = "/v3/api-docs";

    private final JoinedOpenApi joined;

    OpenApiController(JoinedOpenApi joined) {
        this.joined = joined;
    }

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<JsonNode> document(ServerHttpRequest request) {
        return joined.document(request);
    }
}
