package studio.atelier.chat.update;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.MessageDigest;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.TelegramProperties;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.CommonProblemException;

/** Where Telegram brings updates. They are kept and acknowledged at once; what they ask for is done afterwards. */
@RestController
@Tag(name = "Webhooks")
class WebhookController {

    private static final String SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token";

    private final Updates updates;
    private final UpdateReader reader;
    private final UpdateLoop loop;
    private final Transactions transactions;
    private final TelegramProperties properties;
    private final Clock clock;

    WebhookController(
            Updates updates,
            UpdateReader reader,
            UpdateLoop loop,
            Transactions transactions,
            TelegramProperties properties,
            Clock clock) {
        this.updates = updates;
        this.reader = reader;
        this.loop = loop;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    @PostMapping("/webhooks/telegram")
    @SecurityRequirements
    @Operation(
            summary = "For Telegram only",
            description = "One update; the header " + SECRET_HEADER + " must hold the secret given to setWebhook.",
            operationId = "telegramWebhook")
    Mono<Void> take(
            @RequestHeader(name = SECRET_HEADER, required = false) @Nullable String secret,
            @RequestBody Mono<String> body) {
        return fromTelegram(secret)
                ? body.flatMap(this::keep)
                : Mono.error(CommonProblemException.of(CommonProblem.UNAUTHENTICATED));
    }

    private boolean fromTelegram(@Nullable String secret) {
        return secret != null
                && properties.enabled()
                && MessageDigest.isEqual(properties.webhookSecret().getBytes(UTF_8), secret.getBytes(UTF_8));
    }

    private Mono<Void> keep(String payload) {
        return Mono.justOrEmpty(reader.read(payload))
                .switchIfEmpty(Mono.error(() -> CommonProblemException.of(CommonProblem.MALFORMED_REQUEST)))
                .flatMap(update -> transactions.run(updates.keep(update, payload, clock.instant())))
                .doOnNext(isNew -> loop.nudge())
                .then();
    }
}
