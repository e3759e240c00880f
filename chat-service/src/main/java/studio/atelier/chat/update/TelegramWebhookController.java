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
import studio.atelier.chat.telegram.TelegramBotProperties;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** Receives updates from Telegram. They are stored and acknowledged at once, and handled afterwards. */
@RestController
@Tag(name = "Webhooks")
class TelegramWebhookController {

    private static final String SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token";

    private final TelegramUpdates updates;
    private final TelegramUpdateReader reader;
    private final TelegramUpdateLoop loop;
    private final DatabaseTransactions transactions;
    private final TelegramBotProperties properties;
    private final Clock clock;

    TelegramWebhookController(
            TelegramUpdates updates,
            TelegramUpdateReader reader,
            TelegramUpdateLoop loop,
            DatabaseTransactions transactions,
            TelegramBotProperties properties,
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
    Mono<Void> receiveUpdate(
            @RequestHeader(name = SECRET_HEADER, required = false) @Nullable String secret,
            @RequestBody Mono<String> body) {
        return fromTelegram(secret)
                ? body.flatMap(this::storeUpdate)
                : Mono.error(CommonProblemException.of(CommonProblemCode.UNAUTHENTICATED));
    }

    private boolean fromTelegram(@Nullable String secret) {
        return secret != null
                && properties.isEnabled()
                && MessageDigest.isEqual(properties.webhookSecret().getBytes(UTF_8), secret.getBytes(UTF_8));
    }

    private Mono<Void> storeUpdate(String payload) {
        return Mono.justOrEmpty(reader.readUpdate(payload))
                .switchIfEmpty(Mono.error(() -> CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST)))
                .flatMap(
                        update -> transactions.runInTransaction(updates.insertUpdate(update, payload, clock.instant())))
                .doOnNext(isNew -> loop.signalWork())
                .then();
    }
}
