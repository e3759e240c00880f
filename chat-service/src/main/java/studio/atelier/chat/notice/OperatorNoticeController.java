package studio.atelier.chat.notice;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.PageCursor;

/** Requires the role ADMIN, like every path below {@code /api/v1/admin/}. */
@RestController
@RequestMapping("/api/v1/admin/chat/notices")
@Tag(name = "Operator: notices")
class OperatorNoticeController {

    private final OperatorNotices notices;
    private final OperatorNoticeText text;

    OperatorNoticeController(OperatorNotices notices, OperatorNoticeText text) {
        this.notices = notices;
        this.text = text;
    }

    @GetMapping
    @Operation(
            summary = "What operators should know of, newest first",
            description = "Of the last 30 days, in the caller's language.",
            operationId = "operatorNotices")
    Mono<OperatorNoticePage> listNotices(
            Caller caller,
            @RequestParam(defaultValue = "30") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        SupportedLanguage language = SupportedLanguage.nearestTo(caller.locale().toLanguageTag());
        return notices.listNotices(PageCursor.decodeId(cursor), limit + 1)
                .collectList()
                .map(found -> toNoticePage(found, limit, language));
    }

    /** One more than the requested page size, to detect whether there is a next page. */
    private OperatorNoticePage toNoticePage(
            List<OperatorNotices.StoredOperatorNotice> found, int limit, SupportedLanguage language) {
        List<OperatorNoticeItem> items = found.stream()
                .limit(limit)
                .map(stored -> toNoticeItem(stored, language))
                .toList();
        return new OperatorNoticePage(
                items,
                found.size() > limit ? PageCursor.encodeId(items.getLast().id()) : null);
    }

    private OperatorNoticeItem toNoticeItem(OperatorNotices.StoredOperatorNotice stored, SupportedLanguage language) {
        OperatorNotice notice = stored.notice();
        return new OperatorNoticeItem(
                stored.id(),
                notice.kind(),
                notice.subject(),
                text.describeNotice(notice, language),
                notice.occurredAt());
    }

    /**
     * A page of notices.
     *
     * @param nextCursor cursor of the next page; null after the last one
     */
    record OperatorNoticePage(
            List<OperatorNoticeItem> items, @Nullable String nextCursor) {}

    /** A notice in the API. */
    record OperatorNoticeItem(
            UUID id,
            OperatorNotice.OperatorNoticeKind kind,

            @Schema(description = "Name of a queue, a budget or a service", example = "kie")
            String subject,

            @Schema(description = "In the caller's language")
            String text,

            Instant at) {}
}
