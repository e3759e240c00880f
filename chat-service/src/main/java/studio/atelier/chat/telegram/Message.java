package studio.atelier.chat.telegram;

import java.util.List;

/**
 * A message to one person.
 *
 * @param text up to 4096 characters, plain
 * @param buttons below it, one a row
 * @param silent whether it arrives without a sound
 */
public record Message(String text, List<Button> buttons, boolean silent) {

    /** Copies the buttons. */
    public Message {
        buttons = List.copyOf(buttons);
    }

    /**
     * A button that opens something.
     *
     * @param miniApp whether it opens the Mini App in place; a link otherwise
     */
    public record Button(String label, String url, boolean miniApp) {}
}
