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
                .filter(source -> balance.availableUnits(source) >= amount)
                .findFirst();
    }

    /**
     * The most that any one permitted source could pay now; {@code available} in a refusal.
     *
     * @return zero if there is none
     */
    public static long mostAvailable(Balance balance, PriceUnit unit, Funding funding) {
        return listCandidates(unit, funding).stream()
                .mapToLong(source -> balance.availableUnits(source))
                .max()
                .orElse(0);
    }

    /**
     * The sources that may pay, in order of preference. A request for the free quota has no effect on prices that it
     * does not pay.
     */
    public static List<Source> listCandidates(PriceUnit unit, Funding funding) {
        return funding == Funding.FREE && unit == Source.FREE.unit() ? List.of(Source.FREE) : Source.listPaying(unit);
    }
}
