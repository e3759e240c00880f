package studio.atelier.sandbox.picture;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;

/** A strip along the lower edge with the prompt's first words, so that the image shows its prompt. */
final class Caption {

    private Caption() {}

    static void paint(Graphics2D graphics, Dimension size, String prompt, String label) {
        int strip = Math.max(26, size.height / 22);
        int top = size.height - strip;
        int padding = strip / 3;
        graphics.setPaint(new Color(12, 14, 20, 190));
        graphics.fillRect(0, top, size.width, strip);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, (int) (strip * 0.46)));
        FontMetrics metrics = graphics.getFontMetrics();
        int baseline = top + (strip - metrics.getHeight()) / 2 + metrics.getAscent();
        int labelWidth = metrics.stringWidth(label);
        boolean roomForLabel = labelWidth < size.width / 2;
        int room = size.width - 3 * padding - (roomForLabel ? labelWidth : 0);
        graphics.setPaint(Color.WHITE);
        graphics.drawString(fitted(prompt, metrics, room), padding, baseline);
        if (roomForLabel) {
            graphics.setPaint(new Color(255, 255, 255, 150));
            graphics.drawString(label, size.width - padding - labelWidth, baseline);
        }
    }

    private static String fitted(String prompt, FontMetrics metrics, int room) {
        String line = prompt.strip().replaceAll("\\s+", " ");
        if (metrics.stringWidth(line) <= room) {
            return line;
        }
        int length = Math.min(line.length(), 200);
        while (length > 0 && metrics.stringWidth(line.substring(0, length) + "…") > room) {
            length--;
        }
        return line.substring(0, length).strip() + "…";
    }
}
