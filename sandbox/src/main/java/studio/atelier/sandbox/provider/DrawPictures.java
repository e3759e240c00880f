package studio.atelier.sandbox.provider;

import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.fault.Drawing;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.fault.ProviderFault.Moment;
import studio.atelier.sandbox.picture.BadPictures;
import studio.atelier.sandbox.picture.PictureOrder;
import studio.atelier.sandbox.picture.Pictures;

/** Makes images as the provider's plan says: how they are drawn, how long it takes, and what is wrong with them. */
@Component
public class DrawPictures {

    private static final int MAX_DRAWN_INPUTS = 4;

    private final Pictures pictures;
    private final ProviderCalls calls;
    private final Faults faults;

    DrawPictures(Pictures pictures, ProviderCalls calls, Faults faults) {
        this.pictures = pictures;
        this.calls = calls;
        this.faults = faults;
    }

    /**
     * Makes and bills an image for each order, and takes at least the time that the plan says.
     *
     * @param inputs read when the image is drawn, and once for each order
     * @return the images, or the error of the inputs, or an error that an input is not a picture
     */
    public Mono<List<DrawnPicture>> handle(ImageProvider provider, List<PictureOrder> orders, Flux<byte[]> inputs) {
        return Mono.zip(drawAll(provider, orders, inputs), Mono.delay(drawLatency(provider)), (drawn, waited) -> drawn);
    }

    /** The time that the next image takes. */
    public Duration drawLatency(ImageProvider provider) {
        return Duration.ofMillis(faults.drawLatencyMs(provider));
    }

    /** Makes and bills an image for each order, as fast as it goes. */
    public Mono<List<DrawnPicture>> drawAll(ImageProvider provider, List<PictureOrder> orders, Flux<byte[]> inputs) {
        return Flux.fromIterable(orders)
                .concatMap(order -> draw(provider, order, inputs))
                .doOnNext(drawn -> calls.count(provider, "billed"))
                .collectList();
    }

    private Mono<DrawnPicture> draw(ImageProvider provider, PictureOrder order, Flux<byte[]> inputs) {
        Mono<byte[]> drawn = faults.of(provider).drawing() == Drawing.TINY
                ? Mono.fromSupplier(() -> pictures.tiny(order.format()))
                : pictures.draw(inputs.take(MAX_DRAWN_INPUTS).collectList().map(order::withInputs));
        return drawn.map(bytes -> withFault(provider, order, bytes));
    }

    private DrawnPicture withFault(ImageProvider provider, PictureOrder order, byte[] bytes) {
        ProviderFault fault = faults.draw(provider, Moment.PICTURE).orElse(null);
        byte[] made = fault == ProviderFault.UNDECODABLE_PICTURE
                ? BadPictures.scrambled(bytes)
                : fault == ProviderFault.WRONG_FORMAT ? BadPictures.gif() : bytes;
        return new DrawnPicture(made, order.format().contentType(), fault);
    }
}
