package studio.atelier.chat.telegram;

import java.util.List;

/**
 * A message to one user.
 *
 * @param text up to 4096 characters, plain
 * @param buttons below the text, one per row
 * @param silent whether it arrives without a sound
 */
public record OutgoingMessage(String text, List<MessageButton> buttons, boolean silent) {

    /** Copies the buttons. */
    public OutgoingMessage {
        buttons = List.copyOf(buttons);
    }

    /**
     * A button that opens the Mini App or a link.
     *
     * @param miniApp whether it opens the Mini App in place; else a link
     */
    public record MessageButton(String label, String url, boolean miniApp) {}
}
