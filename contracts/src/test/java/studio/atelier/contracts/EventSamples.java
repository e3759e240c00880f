package studio.atelier.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.OfferKind;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.contracts.billing.RefusalReason;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.contracts.catalogue.ModelChanged;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.contracts.job.Notice;
import studio.atelier.contracts.operator.OperatorNotice;

/** One event of each kind, with every member filled, always the same. Golden files hold what they are on the wire. */
final class EventSamples {

    private static final UserId USER = UserId.ofTelegram(42);
    private static final UUID HOLD = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final UUID GROUP = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8058");
    private static final UUID JOB = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8059");
    private static final Instant THEN = Instant.parse("2026-11-20T10:00:00.123456Z");
    private static final Instant LATER = Instant.parse("2026-12-01T00:00:00Z");

    private EventSamples() {}

    static List<AtelierEvent> all() {
        return List.of(
                new PlaceHold(HOLD, USER, PriceUnit.ACTIONS, 2, Funding.AUTO, "try-on", Source.FREE, LATER),
                new PlaceHolds(
                        GROUP,
                        USER,
                        PriceUnit.ACTIONS,
                        Funding.FREE,
                        "series",
                        Source.PLAN,
                        LATER,
                        List.of(new PlaceHolds.RequestedGroupHold(HOLD, 1))),
                new CaptureHold(HOLD, USER, 2),
                new ReleaseHold(HOLD, USER, "job-failed"),
                new HoldPlaced(HOLD, USER, GROUP, Source.FREE, 2, LATER, THEN),
                new HoldDeclined(
                        HOLD,
                        USER,
                        GROUP,
                        DeclineReason.INSUFFICIENT_FUNDS,
                        2,
                        1,
                        List.of(new Offer(OfferKind.PACK, "credits-10", "credits", 10, new Kopecks(19_900))),
                        THEN),
                new HoldCaptured(HOLD, USER, Source.FREE, 2, false, THEN),
                new HoldReleased(HOLD, USER, true, THEN),
                new HoldSettlementRefused(HOLD, USER, RefusalReason.ALREADY_CAPTURED, THEN),
                new BalanceChanged(USER, 7, balance(), THEN),
                new UserRegistered(USER, 42, "uk", THEN),
                new UserUpdated(USER, 42, "ru", true, THEN),
                new AccessRevoked(USER, HOLD, THEN, THEN),
                new UserErased(USER, THEN),
                new JobChanged(USER, JOB, "try-on", JobStatus.FAILED, 3, "PROVIDER_UNAVAILABLE", 1, GROUP, THEN),
                new ModelChanged(
                        "kite-1",
                        0,
                        "text-to-image",
                        true,
                        2,
                        PriceUnit.ACTIONS,
                        Map.of("resolution", Map.of("4K", 2L)),
                        "https://pictures.example/kite.png",
                        Map.of("resolution", "1K"),
                        Map.of(
                                "uk",
                                new ModelChanged.ModelForm(
                                        "Змій",
                                        "Малює повітряних зміїв.",
                                        Map.of("type", "object"),
                                        Map.of("prompt", "Опишіть змія")))),
                new Notice(USER, "balance-low", Map.of("actionsLeft", "2"), THEN),
                new OperatorNotice(
                        OperatorNotice.OperatorNoticeKind.QUEUE_PAUSED,
                        "kie",
                        Map.of("reason", "ACCOUNT_TROUBLE"),
                        THEN));
    }

    private static Balance balance() {
        return new Balance(
                Map.of(Source.CREDITS, 10L, Source.ENERGY, 20L, Source.DIAMONDS, 30L),
                new Balance.SubscriptionBalance("start", 5, LATER),
                new Balance.FreeQuotaBalance(8, LATER),
                new Balance.HeldUnitsBalance(Map.of(Source.CREDITS, 1L, Source.ENERGY, 2L, Source.DIAMONDS, 3L), 4));
    }
}
