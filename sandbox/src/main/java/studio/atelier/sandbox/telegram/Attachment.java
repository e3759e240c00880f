package studio.atelier.sandbox.telegram;

import java.util.Map;

/**
 * A part of a user's message that is neither text nor a photo.
 *
 * @param kind the field of the {@code OutgoingMessage} object: {@code document}, {@code sticker}, {@code voice},
 *     {@code contact}, {@code write_access_allowed}
 * @param content the object in that field
 */
public record Attachment(String kind, Map<String, Object> content) {}
