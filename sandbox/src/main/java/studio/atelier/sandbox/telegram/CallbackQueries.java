package studio.atelier.sandbox.telegram;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.BoundedMap;
import studio.atelier.sandbox.Resettable;

/** Taps on inline buttons and the bot's answers; the last ones are kept. */
@Component
public class CallbackQueries implements Resettable {

    private static final int KEPT = 1000;

    private final Map<String, @Nullable Answer> byId = new BoundedMap<>(KEPT);

    public synchronized String open() {
        String id = Long.toUnsignedString(UUID.randomUUID().getMostSignificantBits());
        byId.put(id, null);
        return id;
    }

    /** Returns false if there is no such query or it has been answered. */
    synchronized boolean answer(String id, String text, boolean alert) {
        if (!byId.containsKey(id) || byId.get(id) != null) {
            return false;
        }
        byId.put(id, new Answer(text, alert));
        return true;
    }

    public synchronized Optional<Answer> answer(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public synchronized void reset() {
        byId.clear();
    }

    /** The notification after the tap; an empty text only ends the spinner. */
    public record Answer(String text, boolean alert) {}
}
