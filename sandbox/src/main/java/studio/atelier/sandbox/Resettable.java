package studio.atelier.sandbox;

/**
 * State that {@code POST /sandbox/reset} sets back to what it was at the start; what the bot sets only once is kept.
 */
public interface Resettable {

    void reset();
}
