package studio.atelier.billing.ledger;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hold and its outcome, as shown to an operator.
 *
 * @param userId null once the user has been erased
 * @param state {@code barred} if it was released before it was placed
 * @param source the source that pays; null if it was never placed
 * @param amount requested units; null if barred
 * @param captured units charged
 * @param purpose what the units pay for; null if barred
 * @param declineReason why it was not placed
 * @param endReason why it was released
 * @param late whether it was captured after it had expired
 * @param placedAt null if it was never placed
 * @param expiresAt when it expires
 * @param settledAt when it was captured, released or declined; null while it is open
 */
@Schema(name = "OperatorHold")
public record HoldDetailsResponse(
        UUID id,
        @Nullable UUID userId,

        @Schema(allowableValues = {"held", "captured", "released", "expired", "declined", "barred"})
        String state,

        @Nullable String source,
        @Nullable Long amount,
        long captured,
        @Nullable UUID groupId,
        @Nullable String purpose,
        @Nullable String declineReason,
        @Nullable String endReason,
        boolean late,
        @Nullable Instant placedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant settledAt) {

    static HoldDetailsResponse of(Readable row) {
        String source = row.get("source", String.class);
        return new HoldDetailsResponse(
                readRequired(row, "id", UUID.class),
                row.get("user_id", UUID.class),
                readRequired(row, "status", String.class),
                source,
                row.get("amount", Long.class),
                readRequired(row, "captured", Long.class),
                row.get("group_id", UUID.class),
                row.get("purpose", String.class),
                row.get("decline_reason", String.class),
                row.get("end_reason", String.class),
                readRequired(row, "late", Boolean.class),
                source == null ? null : readRequired(row, "created_at", Instant.class),
                row.get("expires_at", Instant.class),
                row.get("ended_at", Instant.class));
    }
}
