package studio.atelier.sandbox.picture;

import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Something to wear: the words that name it in a prompt, and its place on a person seen from the front. */
enum Garment {
    UPPER_BODY(
            "upper[- ]body|t-?shirts?|shirts?|blouses?|sweaters?|hoodies?|jackets?|coats?|blazers?|tops?|cardigans?",
            0.17,
            0.27,
            0.66,
            0.36),
    LOWER_BODY("lower[- ]body|trousers?|pants|jeans|skirts?|shorts|leggings", 0.24, 0.54, 0.52, 0.40),
    DRESS("dress(?:es)?(?!\\s+(?:the|this|that|him|her|them|up)\\b)|gowns?|jumpsuits?", 0.18, 0.26, 0.64, 0.60),
    SHOES("shoes?|sneakers?|boots?|footwear|sandals?|heels", 0.33, 0.87, 0.34, 0.10),
    HEADWEAR("headwear|hats?|caps?|beanies?|headgear|headscarf|helmets?", 0.31, 0.01, 0.38, 0.15),
    GLASSES("glasses|sunglasses|eyewear|spectacles", 0.39, 0.13, 0.22, 0.07),
    BAG("bags?|handbags?|purses?|backpacks?|totes?|clutch", 0.62, 0.50, 0.30, 0.28),
    JEWELLERY("jewell?e?ry|necklaces?|pendants?|earrings?|bracelets?|chains?", 0.38, 0.23, 0.24, 0.12),
    WATCH("watch(?:es)?|wristwatch(?:es)?", 0.17, 0.53, 0.13, 0.09);

    private final Pattern words;
    private final double x;
    private final double y;
    private final double width;
    private final double height;

    Garment(String words, double x, double y, double width, double height) {
        this.words = Pattern.compile("\\b(?:" + words + ")(?![\\w-])");
        this.x = x;
        this.y = y;
        this.width = width;
        this.height = height;
    }

    /** The one named first in the prompt: prompts name the item before what must stay unchanged. */
    static Optional<Garment> namedIn(String prompt) {
        String lower = prompt.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(garment -> garment.firstMention(lower) >= 0)
                .min(Comparator.comparingInt(garment -> garment.firstMention(lower)));
    }

    /** Its place, as fractions of the image's width and height. */
    Rectangle2D place() {
        return new Rectangle2D.Double(x, y, width, height);
    }

    private int firstMention(String lowerCasePrompt) {
        Matcher matcher = words.matcher(lowerCasePrompt);
        return matcher.find() ? matcher.start() : -1;
    }
}
