package studio.atelier.contracts.balance;

import java.util.List;
import java.util.Optional;
import studio.atelier.contracts.billing.Funding;

/**
 * Selects the source that pays a price; one source pays all of it. For display: billing decides again when it places
 * the hold.
 */
public final class SourceSelection {

    private SourceSelection() {}

    /**
     * The source that would pay, if one has enough.
     *
     * @param amount units of {@code unit}, positive; the whole price of a series or batch
     * @return empty if no permitted source has enough
     */
    public static Optional<Source> findPayingSource(Balance balance, PriceUnit unit, Funding funding, long amount) {
        return listCandidates(unit, funding).stream()
                .filter(source -> availableUnits(balance, source) >= amount)
                .findFirst();
    }

    /**
     * The most that any one permitted source could pay now; {@code available} in a refusal.
     *
     * @return zero if there is none
     */
    public static long mostAvailable(Balance balance, PriceUnit unit, Funding funding) {
        return listCandidates(unit, funding).stream()
                .mapToLong(source -> availableUnits(balance, source))
                .max()
                .orElse(0);
    }

    /**
     * The sources that may pay, in order of preference. A request for the free quota has no effect on energy and
     * diamonds.
     */
    public static List<Source> listCandidates(PriceUnit unit, Funding funding) {
        return switch (unit) {
            case ACTIONS ->
                funding == Funding.FREE ? List.of(Source.FREE) : List.of(Source.PLAN, Source.CREDITS, Source.FREE);
            case ENERGY -> List.of(Source.ENERGY);
            case DIAMONDS -> List.of(Source.DIAMONDS);
            case UNKNOWN -> List.of();
        };
    }

    /** The units of a source that can be spent now. */
    public static long availableUnits(Balance balance, Source source) {
        return switch (source) {
            case PLAN -> balance.plan() == null ? 0 : balance.plan().actionsLeft();
            case CREDITS -> balance.credits();
            case FREE -> balance.free().actionsLeft();
            case ENERGY -> balance.energy();
            case DIAMONDS -> balance.diamonds();
            case UNKNOWN -> 0;
        };
    }
}
