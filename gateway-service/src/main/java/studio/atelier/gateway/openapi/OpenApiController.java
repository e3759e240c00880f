package studio.atelier.gateway.openapi;

import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the description of the whole API, {@code docs/api/openapi.json}; {@code /swagger-ui.html} shows it. */
@Hidden
@RestController
class OpenApiController {

    private final byte[] document;
    private final String entityTag;

    OpenApiController() throws IOException {
        this.document = new ClassPathResource("api/openapi.json").getContentAsByteArray();
        this.entityTag = "W/\"" + DigestUtils.md5DigestAsHex(document) + "\"";
    }

    @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> showDocument() {
        return ResponseEntity.ok()
                .eTag(entityTag)
                .cacheControl(CacheControl.noCache())
                .body(document);
    }
}
