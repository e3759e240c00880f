package studio.atelier.gateway.openapi;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Arrays;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Serves the joined document; {@code /swagger-ui.html} shows it. */
@Hidden
@RestController
class OpenApiController {

    static final String PATH = "/v3/api-docs";

    private static final String ZIP = "gzip";
    private static final String REFUSED = ".*;q=0(\\.0*)?";

    private final OpenApiDocumentJoiner joined;

    OpenApiController(OpenApiDocumentJoiner joined) {
        this.joined = joined;
    }

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> showDocument(ServerHttpRequest request) {
        return joined.loadDocument(request).map(document -> toResponse(document, takesZip(request)));
    }

    /** Compressed as it is cached, so that it is not compressed for each request. */
    private static ResponseEntity<byte[]> toResponse(
            OpenApiDocumentJoiner.JoinedOpenApiDocument document, boolean zipped) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .eTag("W/\"" + document.entityTag() + "\"")
                .cacheControl(CacheControl.noCache())
                .varyBy(HttpHeaders.ACCEPT_ENCODING);
        return zipped
                ? answer.header(HttpHeaders.CONTENT_ENCODING, ZIP).body(document.zippedBytes())
                : answer.body(document.plainBytes());
    }

    private static boolean takesZip(ServerHttpRequest request) {
        return request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT_ENCODING).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(coding -> coding.replace(" ", ""))
                .anyMatch(coding -> coding.equals(ZIP) || (coding.startsWith(ZIP + ";q=") && !coding.matches(REFUSED)));
    }
}
