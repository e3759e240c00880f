package studio.atelier.sandbox.kie;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.fault.HangUp;

/** Results and uploads by address; no key is required. */
@RestController
class KieFileController {

    private final KieFiles files;

    KieFileController(KieFiles files) {
        this.files = files;
    }

    @GetMapping("/kie-files/{name}")
    Mono<ResponseEntity<Flux<DataBuffer>>> file(@PathVariable String name, ServerWebExchange exchange) {
        return files.serve(name, HangUp.on(exchange));
    }

    @GetMapping("/kie-files/uploads/{name}")
    Mono<ResponseEntity<Flux<DataBuffer>>> upload(@PathVariable String name, ServerWebExchange exchange) {
        return files.serve("uploads/" + name, HangUp.on(exchange));
    }

    @GetMapping("/kie-files/temporary/{token}")
    Mono<ResponseEntity<Flux<DataBuffer>>> temporary(@PathVariable String token, ServerWebExchange exchange) {
        return files.behind(token)
                .map(name -> files.serve(name, HangUp.on(exchange)))
                .orElseGet(() -> Mono.just(ResponseEntity.status(403).build()));
    }
}
