package studio.atelier.billing.ledger;

import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.balance.SourceSelection;

/**
 * The expected behaviour of the ledger for one user, in the simplest form: every unit is an object with its expiry and
 * its hold. No lots, no running sums, no SQL.
 */
final class LedgerModel {

    private final Map<Integer, Hold> holds = new HashMap<>();
    private final Map<Integer, Given> keys = new HashMap<>();
    private final Set<YearMonth> freeMonths = new HashSet<>();
    private Instant now;
    private Account account = new Account();
    private int lots;

    LedgerModel(Instant now) {
        this.now = now;
    }

    Instant now() {
        return now;
    }

    /** Applies the step and returns the ledger's expected answer, one line per hold. */
    List<String> apply(Step step) {
        return switch (step) {
            case Step.Place place -> place(place);
            case Step.Capture capture -> List.of(capture(capture.hold(), capture.amount()));
            case Step.Release release -> List.of(release(release.hold()));
            case Step.Expire expire -> expire();
            case Step.Give give -> List.of(give(give));
            case Step.Read read -> {
                touch();
                yield List.of("DONE");
            }
            case Step.Close close -> close();
            case Step.Wait wait -> {
                now = now.plus(wait.time());
                yield List.of();
            }
        };
    }

    Balance balance() {
        return account.balance();
    }

    private List<String> place(Step.Place step) {
        List<Hold> known =
                step.holds().stream().filter(holds::containsKey).map(holds::get).toList();
        long barred = known.stream().filter(hold -> hold.request == null).count();
        long total = step.amounts().stream().mapToLong(Long::longValue).sum();
        boolean differing = known.stream()
                .anyMatch(hold -> hold.account != account || (hold.request != null && !hold.isWhatAsks(step)));
        if (differing || (barred < known.size() && known.size() < step.holds().size())) {
            return each(step, n -> "DECLINED content-mismatch");
        }
        if (known.size() == step.holds().size()) {
            return each(step, n -> holds.get(step.holds().get(n)).answer());
        }
        String reason = null;
        Source source = null;
        long available = 0;
        if (barred > 0) {
            reason = "released-before";
        } else if (account.closing) {
            reason = "account-closed";
        } else {
            touch();
            Balance balance = account.balance();
            source = SourceSelection.findPayingSource(balance, step.unit(), step.funding(), total)
                    .orElse(null);
            available = SourceSelection.mostAvailable(balance, step.unit(), step.funding());
            if (source == null) {
                reason = "insufficient-funds";
            } else if (step.expected() != null && step.expected() != source) {
                reason = "quote-changed";
            }
        }
        for (int n = 0; n < step.holds().size(); n++) {
            int id = step.holds().get(n);
            if (!holds.containsKey(id)) {
                holds.put(id, new Hold(id, step, step.amounts().get(n), reason, source, now.plus(step.expiresIn())));
                if (reason == null) {
                    setAside(holds.get(id));
                }
            }
        }
        long most = available;
        boolean shortOfFunds = "insufficient-funds".equals(reason);
        return each(
                step,
                n -> holds.get(step.holds().get(n)).answer() + (shortOfFunds ? " of " + total + " has " + most : ""));
    }

    private void setAside(Hold hold) {
        account.free(hold.source)
                .sorted(Unit.SOONEST)
                .limit(hold.amount)
                .toList()
                .forEach(unit -> unit.holder = hold);
    }

    private String capture(int id, long amount) {
        Hold hold = holds.get(id);
        if (hold == null || hold.account != account || "DECLINED".equals(hold.status)) {
            return "REFUSED unknown-hold";
        } else if (hold.request == null || "RELEASED".equals(hold.status)) {
            return "REFUSED already-released";
        } else if ("CAPTURED".equals(hold.status)) {
            return hold.captured == amount ? hold.answer() : "REFUSED already-captured";
        } else if (amount > hold.amount) {
            return "REFUSED amount-too-large";
        }
        touch();
        hold.late = "EXPIRED".equals(hold.status);
        if (!hold.late) {
            settle(hold, amount);
        } else if (account.free(hold.source).count() >= amount) {
            take(hold.source, amount);
        } else {
            hold.writtenOff = true;
        }
        hold.status = "CAPTURED";
        hold.captured = amount;
        return hold.answer();
    }

    private String release(int id) {
        Hold hold = holds.get(id);
        if (hold == null) {
            holds.put(id, new Hold(id, null, 0, null, null, null));
            return "RELEASED";
        } else if (hold.account != account) {
            return "REFUSED unknown-hold";
        } else if ("CAPTURED".equals(hold.status)) {
            return "REFUSED already-captured";
        } else if ("PLACED".equals(hold.status)) {
            touch();
            settle(hold, 0);
            hold.status = "RELEASED";
        }
        return "EXPIRED".equals(hold.status) ? "RELEASED expired" : "RELEASED";
    }

    private List<String> expire() {
        List<Hold> due = holds.values().stream()
                .filter(hold -> hold.account == account && "PLACED".equals(hold.status))
                .filter(hold -> !hold.expiresAt.isAfter(now))
                .sorted(Comparator.comparing(hold -> hold.id))
                .toList();
        if (!due.isEmpty()) {
            touch();
        }
        due.forEach(hold -> {
            settle(hold, 0);
            hold.status = "EXPIRED";
        });
        return due.stream().map(hold -> hold.id + " RELEASED expired").toList();
    }

    private void settle(Hold hold, long charge) {
        List<Unit> named = account.units.stream()
                .filter(unit -> unit.holder == hold)
                .sorted(Unit.SOONEST)
                .toList();
        named.forEach(unit -> unit.holder = null);
        account.units.removeAll(named.subList(0, (int) charge));
        account.units.removeIf(unit -> named.contains(unit) && !unit.end.isAfter(now));
        finishClosing();
    }

    private String give(Step.Give step) {
        Given before = keys.get(step.key());
        if (before != null) {
            boolean same = before.account == account
                    && before.step.source() == step.source()
                    && before.step.amount() == step.amount();
            return same ? "REPEATED" : "MISMATCH";
        }
        if (account.closing) {
            return "CLOSED";
        }
        touch();
        if (account.free(step.source()).count() + step.amount() < 0) {
            return "INSUFFICIENT";
        }
        keys.put(step.key(), new Given(account, step));
        if (step.amount() < 0) {
            take(step.source(), -step.amount());
            return "DONE";
        }
        Instant end = step.expiresIn() == null ? Instant.MAX : now.plus(step.expiresIn());
        add(step.source(), step.amount(), end);
        if (step.source() == Source.PLAN && (account.planRenewsAt == null || account.planRenewsAt.isBefore(end))) {
            account.planRenewsAt = end;
        }
        return "DONE";
    }

    private void take(Source source, long amount) {
        account.units.removeAll(
                account.free(source).sorted(Unit.SOONEST).limit(amount).toList());
    }

    private void add(Source source, long amount, Instant end) {
        int lot = lots++;
        for (long n = 0; n < amount; n++) {
            account.units.add(new Unit(source, end, lot));
        }
    }

    private List<String> close() {
        touch();
        account.closing = true;
        finishClosing();
        return List.of("DONE");
    }

    private void finishClosing() {
        if (account.closing && account.units.stream().allMatch(unit -> unit.holder == null)) {
            account = new Account();
        }
    }

    private void touch() {
        account.units.removeIf(unit -> unit.holder == null && !unit.end.isAfter(now));
        if (account.planRenewsAt != null && !account.planRenewsAt.isAfter(now)) {
            account.planRenewsAt = null;
        }
        YearMonth month = YearMonth.from(now.atZone(TestLedger.TERMS.zone()));
        if (!account.closing && (account.month == null || account.month.isBefore(month))) {
            account.month = month;
            if (freeMonths.add(month)) {
                add(Source.FREE, TestLedger.FREE_ACTIONS, account.monthEnd());
            }
        }
    }

    private static List<String> each(Step.Place step, IntFunction<String> answer) {
        return IntStream.range(0, step.holds().size())
                .mapToObj(n -> step.holds().get(n) + " " + answer.apply(n))
                .toList();
    }

    private static final class Unit {

        static final Comparator<Unit> SOONEST =
                Comparator.<Unit, Instant>comparing(unit -> unit.end).thenComparing(unit -> unit.lot);
        final Source source;
        final Instant end;
        final int lot;

        @Nullable
        Hold holder;

        Unit(Source source, Instant end, int lot) {
            this.source = source;
            this.end = end;
            this.lot = lot;
        }
    }

    private final class Hold {

        final int id;
        final Account account = LedgerModel.this.account;
        final Step.@Nullable Place request;
        final long amount;
        final @Nullable String reason;
        final @Nullable Source source;
        final Instant expiresAt;
        String status;
        long captured;
        boolean late;
        boolean writtenOff;

        Hold(int id, Step.@Nullable Place request, long amount, String reason, Source source, Instant expiresAt) {
            this.id = id;
            this.request = request;
            this.amount = amount;
            this.reason = reason;
            this.source = source;
            this.expiresAt = expiresAt;
            this.status = request == null ? "BARRED" : reason == null ? "PLACED" : "DECLINED";
        }

        boolean isWhatAsks(Step.Place step) {
            return request.holds().size() == step.holds().size()
                    && (step.holds().size() == 1
                            || request.holds().get(0).equals(step.holds().get(0)))
                    && amount == step.amounts().get(step.holds().indexOf(id))
                    && request.unit() == step.unit()
                    && request.funding() == step.funding()
                    && request.expected() == step.expected();
        }

        String answer() {
            return switch (status) {
                case "BARRED" -> "DECLINED released-before";
                case "DECLINED" -> "DECLINED " + reason;
                case "PLACED" -> "PLACED " + source + " " + amount;
                case "CAPTURED" -> "CAPTURED " + source + " " + captured + (late ? " late" : "");
                case "EXPIRED" -> "RELEASED expired";
                default -> status;
            };
        }
    }

    private record Given(Account account, Step.Give step) {}

    private static final class Account {

        final List<Unit> units = new ArrayList<>();

        @Nullable
        YearMonth month;

        @Nullable
        Instant planRenewsAt;

        boolean closing;

        Stream<Unit> free(Source source) {
            return units.stream().filter(unit -> unit.source == source && unit.holder == null);
        }

        long held(Source source) {
            return units.stream()
                    .filter(unit -> unit.source == source && unit.holder != null)
                    .count();
        }

        Instant monthEnd() {
            return month.plusMonths(1)
                    .atDay(1)
                    .atStartOfDay(TestLedger.TERMS.zone())
                    .toInstant();
        }

        Balance balance() {
            return new Balance(
                    unitsOfEach(source -> free(source).count()),
                    planRenewsAt == null
                            ? null
                            : new Balance.SubscriptionBalance(
                                    "plan-50", free(Source.PLAN).count(), planRenewsAt),
                    new Balance.FreeQuotaBalance(free(Source.FREE).count(), month == null ? Instant.EPOCH : monthEnd()),
                    new Balance.HeldUnitsBalance(unitsOfEach(this::held), held(Source.PLAN) + held(Source.FREE)));
        }

        private static Map<Source, Long> unitsOfEach(Function<Source, Long> units) {
            return Source.listGrantable().stream().collect(Collectors.toMap(Function.identity(), units));
        }
    }
}
