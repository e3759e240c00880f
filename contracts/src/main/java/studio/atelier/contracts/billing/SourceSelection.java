package studio.atelier.contracts.billing;

import java.util.List;
import java.util.Optional;

/**
 * Which source pays a price (SPEC M6): the whole of it comes from one. For display: billing decides again when it
 * places the hold.
 */
public final class SourceSelection {

    private SourceSelection() {}

    /**
     * The source that would pay, if one has enough.
     *
     * @param amount units of {@code unit}, positive; the whole price of a series or batch
     * @return empty if no permitted source has that much
     */
    public static Optional<Source> findPayingSource(Balance balance, PriceUnit unit, Funding funding, long amount) {
        return listCandidates(unit, funding).stream()
                .filter(source -> availableUnits(balance, source) >= amount)
                .findFirst();
    }

    /**
     * The most that any one permitted source could pay now; what a refusal calls {@code available}.
     *
     * @return zero if there is none
     */
    public static long mostAvailable(Balance balance, PriceUnit unit, Funding funding) {
        return listCandidates(unit, funding).stream()
                .mapToLong(source -> availableUnits(balance, source))
                .max()
                .orElse(0);
    }

    /** The sources that may pay, in the order they are asked. Asking for the free quota means nothing for energy. */
    public static List<Source> listCandidates(PriceUnit unit, Funding funding) {
        return switch (unit) {
            case ACTIONS ->
                funding == Funding.FREE ? List.of(Source.FREE) : List.of(Source.PLAN, Source.CREDITS, Source.FREE);
            case ENERGY -> List.of(Source.ENERGY);
            case DIAMONDS -> List.of(Source.DIAMONDS);
            case UNKNOWN -> List.of();
        };
    }

    /** What a source has that can be spent now. */
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
