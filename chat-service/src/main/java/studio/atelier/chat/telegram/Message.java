package studio.atelier.chat.telegram;

import org.jspecify.annotations.Nullable;

/**
 * A message to one person.
 *
 * @param text up to 4096 characters, plain
 * @param button opens something; null for none
 * @param silent whether it arrives without a sound
 */
public record Message(String text, @Nullable Button button, boolean silent) {

    /**
     * A button below a message.
     *
     * @param miniApp whether it opens the Mini App in place; a link otherwise
     */
    public record Button(String label, String url, boolean miniApp) {}
}
