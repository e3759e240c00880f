package studio.atelier.platform.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.OperatorPath;

/** The dead letters of a service, for operators. */
@RestController
@RequestMapping({OperatorPath.PATTERN + "/dead-letters", OperatorPath.OWN + "/dead-letters"})
class DeadLettersController {

    private final DeadLetters letters;
    private final OperatorPath path;

    DeadLettersController(DeadLetters letters, OperatorPath path) {
        this.letters = letters;
        this.path = path;
    }

    /** What waits, of every group. */
    @GetMapping
    Mono<Items> list(@PathVariable(required = false) @Nullable String service) {
        return path.check(service)
                .thenMany(Flux.fromIterable(letters.groups()).concatMap(letters::list))
                .collectList()
                .map(Items::new);
    }

    /** Gives what waits to the group's handler once more. */
    @PostMapping("/{group}/replay")
    Mono<DeadLetters.Replayed> replay(
            @PathVariable(required = false) @Nullable String service, @PathVariable String group) {
        return path.check(service).then(letters.replay(group));
    }

    record Items(List<DeadLetter> items) {}
}
