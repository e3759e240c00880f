package studio.atelier.generation.picture;

import java.time.Duration;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.event.IIOReadWarningListener;

/** Watches a decoder: stops one that takes too long, and notices data that ended early, which it only warns of. */
final class ReadWatch implements IIOReadProgressListener, IIOReadWarningListener {

    private final long deadlineNanos;
    private boolean late;
    private boolean endedEarly;

    ReadWatch(Duration limit) {
        this.deadlineNanos = System.nanoTime() + limit.toNanos();
    }

    void check() {
        if (late) {
            throw new PictureException("Takes too long to decode");
        }
        if (endedEarly) {
            throw new PictureException("The picture's data end too early");
        }
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        endedEarly |= warning.toLowerCase(Locale.ROOT).contains("premature end");
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        if (System.nanoTime() > deadlineNanos) {
            late = true;
            source.abort();
        }
    }

    @Override
    public void readAborted(ImageReader source) {
        late = true;
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}
}
