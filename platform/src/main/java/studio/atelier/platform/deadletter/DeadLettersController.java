package studio.atelier.platform.deadletter;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.OperatorApiPath;

/** The dead letters of a service, for operators. */
@RestController
@RequestMapping({OperatorApiPath.PATTERN + "/dead-letters", OperatorApiPath.OWN + "/dead-letters"})
class DeadLettersController {

    private final DeadLetters letters;

    DeadLettersController(DeadLetters letters) {
        this.letters = letters;
    }

    /** Lists the waiting dead letters of every group. */
    @GetMapping
    Mono<Items> listDeadLetters() {
        return Flux.fromIterable(letters.listGroups())
                .concatMap(letters::listDeadLetters)
                .collectList()
                .map(Items::new);
    }

    /** Replays the waiting dead letters of a group. */
    @PostMapping("/{group}/replay")
    Mono<DeadLetters.Replayed> replayDeadLetters(@PathVariable String group) {
        return letters.replayDeadLetters(group);
    }

    record Items(List<DeadLetter> items) {}
}
