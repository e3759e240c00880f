package studio.atelier.sandbox.picture;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Sample photos: {@code anna}, {@code bohdan}, and things to wear. */
@RestController
class SampleController {

    private final Samples samples;

    SampleController(Samples samples) {
        this.samples = samples;
    }

    @GetMapping("/sandbox/samples/{name}.jpg")
    Mono<ResponseEntity<byte[]>> sample(@PathVariable String name) {
        return samples.jpeg(name)
                .map(bytes -> ResponseEntity.ok()
                        .contentType(MediaType.IMAGE_JPEG)
                        .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                        .body(bytes))
                .defaultIfEmpty(ResponseEntity.notFound().build());
    }
}
