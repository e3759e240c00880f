package studio.atelier.sandbox.telegram.console;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.telegram.PreparedMessages;
import studio.atelier.sandbox.telegram.PreparedMessages.PreparedMessage;
import studio.atelier.sandbox.telegram.PreparedMessages.Preview;
import studio.atelier.sandbox.telegram.PreparedMessages.SharedMessage;

/** A user's actions on a message that the bot prepared: previews it, and sends it to another user. */
@RestController
@RequestMapping("/sandbox/telegram/people/{telegramId}/prepared-messages/{id}")
class ShareController {

    private final PreparedMessages messages;

    ShareController(PreparedMessages messages) {
        this.messages = messages;
    }

    @GetMapping
    Mono<Preview> show(@PathVariable long telegramId, @PathVariable String id) {
        return messages.preview(message(telegramId, id));
    }

    /** The user sends it to the chosen recipient. */
    @PostMapping("/send")
    Mono<SharedMessage> send(
            @PathVariable long telegramId, @PathVariable String id, @RequestBody @Valid SendRequest request) {
        return messages.send(message(telegramId, id), request.to());
    }

    private PreparedMessage message(long telegramId, String id) {
        return messages.find(telegramId, id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such message, or expired"));
    }

    record SendRequest(
            @NotNull(message = "A message goes to somebody.")
            Long to) {}
}
