package studio.atelier.billing.operator;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

/**
 * Units to give or take.
 *
 * @param amount number of units, at most a million
 * @param reason why, for the audit
 */
record GrantRequest(
        @NotNull GrantableUnit unit,

        @Positive @Max(1_000_000) long amount,

        @NotBlank @Size(max = 500) String reason) {}
