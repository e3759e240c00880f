package studio.atelier.generation.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.coobird.thumbnailator.makers.FixedSizeThumbnailMaker;
import net.coobird.thumbnailator.resizers.DefaultResizerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FastByteArrayOutputStream;
import studio.atelier.generation.picture.capacity.DecodingCapacity;

/** A decoded picture in sRGB. Its operations need much memory: callers run them within {@link DecodingCapacity}. */
public final class DecodedPicture {

    private final BufferedImage image;

    private DecodedPicture(BufferedImage image) {
        this.image = image;
    }

    /** Takes a picture decoded by {@link PictureFileReader} and turns it upright. */
    public static DecodedPicture uprightOf(BufferedImage decoded, int orientation) {
        int type = isOpaque(decoded) ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB;
        if (orientation == 1 && isPlain(decoded, type)) {
            return new DecodedPicture(decoded);
        }
        int right = decoded.getWidth() - 1;
        int bottom = decoded.getHeight() - 1;
        boolean sideways = orientation > 4;
        BufferedImage image = sideways
                ? new BufferedImage(bottom + 1, right + 1, type)
                : new BufferedImage(right + 1, bottom + 1, type);
        boolean mirrored = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean upended = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int[] row = new int[right + 1];
        for (int y = 0; y <= bottom; y++) {
            decoded.getRGB(0, y, row.length, 1, row, 0, row.length);
            int across = upended ? bottom - y : y;
            for (int x = 0; x <= right; x++) {
                int along = mirrored ? right - x : x;
                pixels[sideways ? along * (bottom + 1) + across : across * (right + 1) + along] = row[x];
            }
        }
        return new DecodedPicture(image);
    }

    /** In pixels. */
    public int width() {
        return image.getWidth();
    }

    /** In pixels. */
    public int height() {
        return image.getHeight();
    }

    /** Whether every pixel is opaque. */
    public boolean isOpaque() {
        return !image.getColorModel().hasAlpha();
    }

    /** Creates a surface to draw on; the caller disposes of it. */
    public Graphics2D createGraphics() {
        return image.createGraphics();
    }

    /** Returns a copy on white whose longer side is at most this long; never larger than the picture. */
    public DecodedPicture scaledTo(int longerSide) {
        double scale = Math.min(1, (double) longerSide / Math.max(width(), height()));
        int width = Math.max(1, (int) Math.round(width() * scale));
        int height = Math.max(1, (int) Math.round(height() * scale));
        return resizeTo(width, height).onWhite();
    }

    /** Returns a copy of half the width and height that stays transparent. */
    public DecodedPicture halveSize() {
        return resizeTo(Math.max(1, width() / 2), Math.max(1, height() / 2));
    }

    private DecodedPicture resizeTo(int width, int height) {
        return new DecodedPicture(new FixedSizeThumbnailMaker(width, height, false, true)
                .resizerFactory(DefaultResizerFactory.getInstance())
                .imageType(isOpaque() ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB)
                .make(image));
    }

    /** Returns the same picture without transparency. */
    public DecodedPicture onWhite() {
        if (isOpaque()) {
            return this;
        }
        BufferedImage flat = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = flat.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return new DecodedPicture(flat);
    }

    /**
     * Writes a PNG file: no loss, no metadata; with a palette where the colours are few. The same picture gives the
     * same bytes.
     */
    public byte[] toPng() {
        return Objects.requireNonNull(pngUpTo(Long.MAX_VALUE));
    }

    /** Writes a PNG file as {@link #toPng}; null if it exceeds this many bytes. */
    public byte @Nullable [] pngUpTo(long mostBytes) {
        ImageWriter writer = ImageIO.getImageWritersByMIMEType("image/png").next();
        return writeFile(writer, PaletteConversion.applyTo(image), writer.getDefaultWriteParam(), mostBytes);
    }

    /**
     * Writes a JPEG file without metadata. The same picture gives the same bytes.
     *
     * @param quality 0 to 1
     */
    public byte[] toJpeg(float quality) {
        return Objects.requireNonNull(jpegUpTo(Long.MAX_VALUE, quality));
    }

    /** Writes a JPEG file as {@link #toJpeg}; null if it exceeds this many bytes. */
    public byte @Nullable [] jpegUpTo(long mostBytes, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByMIMEType("image/jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        return writeFile(writer, onWhite().image, parameters, mostBytes);
    }

    /** Returns the file; null if it exceeds this many bytes. */
    private static byte @Nullable [] writeFile(
            ImageWriter writer, BufferedImage image, ImageWriteParam parameters, long mostBytes) {
        FastByteArrayOutputStream bytes = new FastByteArrayOutputStream();
        try (ImageOutputStream out = new LimitedImageOutput(bytes, mostBytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (TooManyBytesException e) {
            return null;
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

    private static final class LimitedImageOutput extends MemoryCacheImageOutputStream {

        private final long mostBytes;

        LimitedImageOutput(OutputStream out, long mostBytes) {
            super(out);
            this.mostBytes = mostBytes;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > mostBytes - getStreamPosition()) {
                throw new TooManyBytesException();
            }
            super.write(bytes, offset, length);
        }
    }

    private static final class TooManyBytesException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
