package studio.atelier.sandbox.control;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.control.Atelier.Presence;
import tools.jackson.databind.JsonNode;

/** The API of the page beside that of the stand-ins. */
@RestController
@RequestMapping("/sandbox")
class ControlController {

    private final Atelier atelier;
    private final List<Resettable> resettables;
    private final SandboxProperties properties;

    ControlController(Atelier atelier, List<Resettable> resettables, SandboxProperties properties) {
        this.atelier = atelier;
        this.resettables = resettables;
        this.properties = properties;
    }

    @GetMapping("/config")
    PageConfig config() {
        return new PageConfig(
                properties.publicUrl(),
                properties.telegram().botUsername(),
                !properties.kie().webhookKey().isEmpty());
    }

    /** Resets everything to the state at the start, except the webhook. */
    @PostMapping("/reset")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reset() {
        resettables.forEach(Resettable::reset);
    }

    @PostMapping("/people/{telegramId}/grants")
    Mono<JsonNode> grant(@PathVariable long telegramId, @RequestBody @Valid Grant grant) {
        return atelier.grant(
                telegramId,
                new Atelier.GrantRequest(grant.unit(), grant.amount().longValueExact(), grant.reason()));
    }

    @GetMapping("/people/{telegramId}/balance")
    Mono<JsonNode> balance(@PathVariable long telegramId) {
        return atelier.balance(telegramId);
    }

    /** Whether the gateway serves the Mini App, with a message for the user. */
    @GetMapping("/atelier")
    Mono<Presence> presence() {
        return atelier.presence();
    }

    @ExceptionHandler
    ProblemDetail failed(AtelierException e) {
        return ProblemDetail.forStatusAndDetail(e.status(), String.valueOf(e.getMessage()));
    }

    record PageConfig(URI miniAppUrl, String botUsername, boolean callbacksSigned) {}

    record Grant(
            @NotBlank String unit,

            @NotNull(message = WHOLE_UNITS) @Digits(integer = 18, fraction = 0, message = WHOLE_UNITS)
            BigDecimal amount,

            @NotBlank String reason) {

        /** Without this check a fraction would be truncated silently. */
        private static final String WHOLE_UNITS = "Units are given whole: type a number such as 5.";
    }
}
