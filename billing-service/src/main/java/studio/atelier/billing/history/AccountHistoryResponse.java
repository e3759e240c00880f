package studio.atelier.billing.history;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.billing.ledger.AccountHistoryItem;
import studio.atelier.contracts.WireNameConverter;
import studio.atelier.contracts.balance.Source;
import studio.atelier.platform.web.PageCursor;

/** The history of a user's units, newest first. */
@Schema(
        name = "HistoryPage",
        requiredProperties = {"items"})
record AccountHistoryResponse(
        List<HistoryItemResponse> items, @Nullable String nextCursor) {

    static AccountHistoryResponse of(
            List<AccountHistoryItem> found, int limit, OperationWording wording, Locale language) {
        List<AccountHistoryItem> page = found.size() > limit ? found.subList(0, limit) : found;
        return new AccountHistoryResponse(
                page.stream()
                        .map(item -> HistoryItemResponse.of(item, wording, language))
                        .toList(),
                found.size() > limit ? PageCursor.encodeKey(page.getLast().sequence()) : null);
    }

    /** One item of the history. */
    @Schema(
            name = "HistoryEntry",
            requiredProperties = {"id", "at", "kind", "status", "source", "amount", "operation", "note"})
    record HistoryItemResponse(
            String id,
            Instant at,

            @Schema(allowableValues = {"charge", "grant", "expiry", "correction"})
            String kind,

            @Schema(allowableValues = {"held", "charged", "granted", "expired", "corrected"})
            String status,

            Source source,

            @Schema(description = "positive in, negative out")
            long amount,

            @Schema(description = "stable name of what it was for", example = "try-on")
            String operation,

            @Schema(description = "what it was for, in the caller's language", example = "Virtual try-on")
            String note,

            @Schema(description = "code in the price list, if it was bought") @Nullable
            String product) {

        static HistoryItemResponse of(AccountHistoryItem item, OperationWording wording, Locale language) {
            return new HistoryItemResponse(
                    item.id(),
                    item.at(),
                    kind(item.status()),
                    WireNameConverter.toWireName(item.status()),
                    item.source(),
                    item.amount(),
                    item.operation(),
                    wording.describeOperation(item.operation(), language),
                    item.product());
        }

        private static String kind(AccountHistoryItem.HistoryItemStatus status) {
            return switch (status) {
                case HELD, CHARGED -> "charge";
                case GRANTED -> "grant";
                case EXPIRED -> "expiry";
                case CORRECTED -> "correction";
            };
        }
    }
}
