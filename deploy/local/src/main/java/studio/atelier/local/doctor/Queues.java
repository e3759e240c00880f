package studio.atelier.local.doctor;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the queues of generation-service: which are paused, why, until when, and how to resume them. */
final class Queues {

    private Queues() {}

    static List<Finding> look(Evidence evidence) {
        try {
            if (!evidence.hasTable("GENERATION", "queue")) {
                return List.of();
            }
            Clock clock = Clock.system(ZoneId.systemDefault());
            return evidence.rows(DoctorQuery.QUEUES).stream()
                    .map(row -> finding(Queue.of(row), clock))
                    .toList();
        } catch (SQLException e) {
            return List.of(Finding.broken("The queues cannot be read: " + e.getMessage(), "./atelier logs postgres"));
        }
    }

    static Finding finding(Queue queue, Clock clock) {
        if (queue.pauseReason() == null) {
            return Finding.fine("Queue %s is served; %d wait".formatted(queue.name(), queue.waiting()));
        }
        String resume =
                "POST /api/v1/admin/generation/queues/%s/resume, see docs/operator-guide.md".formatted(queue.name());
        String paused =
                "Queue %s is paused %s; %d wait: ".formatted(queue.name(), until(queue, clock), queue.waiting());
        return switch (queue.pauseReason()) {
            case "ACCOUNT_TROUBLE" ->
                Finding.broken(
                        paused + "its provider refuses our account",
                        "mend its key in .env and restart; to go on at once: " + resume);
            case "OUT_OF_CREDIT" ->
                Finding.broken(paused + "our credit there is used up", "top it up; to go on at once: " + resume);
            case "SPENDING_CAP" ->
                Finding.note(
                        paused + "what it may cost in a day is spent",
                        "raise ATELIER_PROVIDER_DAILY_CAP_MICRO_USD and restart, then " + resume);
            case "OPERATOR" -> Finding.note(paused + "an operator paused it", resume);
            default -> Finding.note(paused + queue.pauseReason(), resume);
        };
    }

    private static String until(Queue queue, Clock clock) {
        if (queue.pausedUntil() == null) {
            return "until it is resumed";
        }
        ZoneId zone = clock.getZone();
        long minutes = Duration.between(clock.instant(), queue.pausedUntil())
                .plusSeconds(59)
                .toMinutes();
        return "until %s, for %d min more"
                .formatted(
                        DateTimeFormatter.ofPattern("HH:mm")
                                .format(queue.pausedUntil().atZone(zone)),
                        minutes);
    }

    /**
     * The state of a queue.
     *
     * @param pauseReason null if it is not paused
     * @param pausedUntil null if an operator must resume it
     * @param waiting waiting tasks, counted up to 10,000
     */
    record Queue(
            String name,
            @Nullable String pauseReason,
            @Nullable Instant pausedUntil,
            long waiting) {

        static Queue of(List<String> row) {
            return new Queue(
                    row.get(0),
                    "null".equals(row.get(1)) ? null : row.get(1),
                    "null".equals(row.get(2)) ? null : Instant.ofEpochSecond(Long.parseLong(row.get(2))),
                    Long.parseLong(row.get(3)));
        }
    }
}
