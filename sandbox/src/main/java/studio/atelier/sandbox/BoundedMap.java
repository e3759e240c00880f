package studio.atelier.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map that forgets its oldest entry beyond a number of them. */
public final class BoundedMap<K, V extends @Nullable Object> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int most;

    /** A map that keeps the entries put last. */
    public BoundedMap(int most) {
        this(most, false);
    }

    private BoundedMap(int most, boolean byUse) {
        super(16, 0.75f, byUse);
        this.most = most;
    }

    /** A map that keeps the entries used last. */
    public static <K, V> BoundedMap<K, V> ofLastUsed(int most) {
        return new BoundedMap<>(most, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
