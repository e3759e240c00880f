package studio.atelier.gateway.edge;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Health endpoint for load balancers: 200 UP while this instance takes traffic, else 503. */
@RestController
@Tag(name = "Health")
class HealthController {

    private final ApplicationAvailability availability;

    HealthController(ApplicationAvailability availability) {
        this.availability = availability;
    }

    @GetMapping("/health")
    @SecurityRequirements
    @Operation(
            summary = "Whether this instance takes traffic",
            description = "For load balancers. 503 with status DOWN if it does not.",
            operationId = "health")
    @ApiResponse(responseCode = "200", description = "It does")
    Mono<ResponseEntity<GatewayHealthResponse>> showHealth() {
        return Mono.fromSupplier(() -> availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC
                ? ResponseEntity.ok(new GatewayHealthResponse("UP"))
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(new GatewayHealthResponse("DOWN")));
    }

    /** UP or DOWN. */
    @Schema(name = "Health")
    record GatewayHealthResponse(
            @Schema(allowableValues = {"UP", "DOWN"}) String status) {}
}
