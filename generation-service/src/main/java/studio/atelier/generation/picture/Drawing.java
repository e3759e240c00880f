package studio.atelier.generation.picture;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.coobird.thumbnailator.makers.FixedSizeThumbnailMaker;
import net.coobird.thumbnailator.resizers.DefaultResizerFactory;

/** A decoded picture in sRGB, and what we do with one. Heavy: callers run it within {@link DecodingBudget}. */
public final class Drawing {

    private final BufferedImage image;

    private Drawing(BufferedImage image) {
        this.image = image;
    }

    /** Takes a decoded picture as it is, or turned upright, and converts its colours to sRGB if they are others. */
    public static Drawing upright(BufferedImage decoded, int orientation) {
        int type = isOpaque(decoded) ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB;
        if (orientation == 1 && isPlain(decoded, type)) {
            return new Drawing(decoded);
        }
        boolean turned = orientation > 4;
        int width = turned ? decoded.getHeight() : decoded.getWidth();
        int height = turned ? decoded.getWidth() : decoded.getHeight();
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setComposite(AlphaComposite.Src);
        graphics.drawImage(decoded, turning(orientation, decoded.getWidth(), decoded.getHeight()), null);
        graphics.dispose();
        return new Drawing(image);
    }

    /** In pixels. */
    public int width() {
        return image.getWidth();
    }

    /** In pixels. */
    public int height() {
        return image.getHeight();
    }

    /** Whether no pixel lets anything shine through. */
    public boolean opaque() {
        return !image.getColorModel().hasAlpha();
    }

    /** The colour of one pixel, as alpha, red, green and blue. */
    int argb(int x, int y) {
        return image.getRGB(x, y);
    }

    /** A surface to draw on; the caller disposes of it. */
    public Graphics2D graphics() {
        return image.createGraphics();
    }

    /** A smaller copy on white whose longer side is at most this long; never larger than the picture. */
    public Drawing scaledTo(int longerSide) {
        double scale = Math.min(1, (double) longerSide / Math.max(width(), height()));
        int width = Math.max(1, (int) Math.round(width() * scale));
        int height = Math.max(1, (int) Math.round(height() * scale));
        BufferedImage small = new FixedSizeThumbnailMaker(width, height, false, true)
                .resizerFactory(DefaultResizerFactory.getInstance())
                .imageType(opaque() ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB)
                .make(image);
        return new Drawing(small).onWhite();
    }

    /** The same picture without transparency. */
    public Drawing onWhite() {
        if (opaque()) {
            return this;
        }
        BufferedImage flat = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = flat.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return new Drawing(flat);
    }

    /** Writes a PNG file: no loss, no metadata. The same picture gives the same bytes. */
    public byte[] png() {
        ImageWriter writer = ImageIO.getImageWritersByMIMEType("image/png").next();
        return write(writer, image, writer.getDefaultWriteParam());
    }

    /**
     * Writes a JPEG file without metadata. The same picture gives the same bytes.
     *
     * @param quality 0 to 1
     */
    public byte[] jpeg(float quality) {
        ImageWriter writer = ImageIO.getImageWritersByMIMEType("image/jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        return write(writer, onWhite().image, parameters);
    }

    private static byte[] write(ImageWriter writer, BufferedImage image, ImageWriteParam parameters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static boolean isPlain(BufferedImage decoded, int wanted) {
        int type = decoded.getType();
        return wanted == BufferedImage.TYPE_INT_RGB
                ? type == BufferedImage.TYPE_INT_RGB || type == BufferedImage.TYPE_3BYTE_BGR
                : type == BufferedImage.TYPE_INT_ARGB || type == BufferedImage.TYPE_4BYTE_ABGR;
    }

    private static boolean isOpaque(BufferedImage decoded) {
        if (!decoded.getColorModel().hasAlpha()) {
            return true;
        }
        int[] row = new int[decoded.getWidth()];
        for (int y = 0; y < decoded.getHeight(); y++) {
            decoded.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int pixel : row) {
                if (pixel >>> 24 != 0xff) {
                    return false;
                }
            }
        }
        return true;
    }

    /** How to turn a stored picture upright, for each of the eight EXIF orientations. */
    private static AffineTransform turning(int orientation, int width, int height) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
    }
}
