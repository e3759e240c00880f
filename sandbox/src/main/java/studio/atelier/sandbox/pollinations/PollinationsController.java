package studio.atelier.sandbox.pollinations;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.fault.ProviderFault.Moment;
import studio.atelier.sandbox.file.InputFiles;
import studio.atelier.sandbox.file.InputFiles.UnreachableInputException;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.file.StoredFiles;
import studio.atelier.sandbox.picture.PictureOrder;
import studio.atelier.sandbox.picture.PictureOrder.Format;
import studio.atelier.sandbox.picture.UndecodableInputException;
import studio.atelier.sandbox.provider.AnswerCall;
import studio.atelier.sandbox.provider.Answers;
import studio.atelier.sandbox.provider.DrawPictures;
import studio.atelier.sandbox.provider.DrawnPicture;
import studio.atelier.sandbox.provider.Forms;
import studio.atelier.sandbox.provider.ProviderRefusal;
import studio.atelier.sandbox.provider.ReceivedCall;
import studio.atelier.sandbox.provider.RequestFields;
import studio.atelier.sandbox.provider.StandIn;
import tools.jackson.databind.node.ObjectNode;

/** Stands in for {@code https://gen.pollinations.ai}: the answer is a JPEG. */
@RestController
class PollinationsController implements StandIn {

    private static final Set<String> PARAMETERS = Set.of(
            "model",
            "width",
            "height",
            "seed",
            "enhance",
            "safe",
            "quality",
            "image",
            "transparent",
            "no-cache",
            "key");
    private static final Set<String> SAFETY_WORDS =
            Set.of("privacy", "secrets", "sexual", "violence", "shield", "true", "nsfw", "false");
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)\\bforbidden\\b");
    private static final long SMALLEST_SIDE = 64;
    private static final long LARGEST_SIDE = 2048;

    private final AnswerCall answerCall;
    private final DrawPictures drawPictures;
    private final PollinationsCache cache;
    private final InputFiles inputFiles;
    private final StoredFiles files;
    private final Faults faults;
    private final String apiKey;

    PollinationsController(
            AnswerCall answerCall,
            DrawPictures drawPictures,
            PollinationsCache cache,
            InputFiles inputFiles,
            StoredFiles files,
            Faults faults,
            SandboxProperties properties) {
        this.answerCall = answerCall;
        this.drawPictures = drawPictures;
        this.cache = cache;
        this.inputFiles = inputFiles;
        this.files = files;
        this.faults = faults;
        this.apiKey = properties.pollinations().apiKey();
    }

    @Override
    public ImageProvider provider() {
        return ImageProvider.POLLINATIONS;
    }

    /** The key may also be in the query. */
    @Override
    public boolean isAuthorized(ServerHttpRequest request) {
        String inQuery = String.valueOf(request.getQueryParams().getFirst("key"));
        return StandIn.hasBearer(request, apiKey)
                || (request.getQueryParams().containsKey("key") && (apiKey.isEmpty() || apiKey.equals(inQuery)));
    }

    @Override
    public ProviderRefusal refusal(ProviderFault fault) {
        return PollinationsErrors.of(fault);
    }

    @GetMapping("/pollinations/image/{prompt}")
    Mono<ResponseEntity<byte[]>> image(@PathVariable String prompt, ServerWebExchange exchange) {
        ObjectNode query = Forms.fieldsOfQuery(exchange.getRequest().getQueryParams());
        ObjectNode shown = query.deepCopy();
        shown.remove("key");
        shown.put("prompt", prompt);
        return answerCall.handle(this, new ReceivedCall(exchange, "image", shown), () -> image(prompt, query));
    }

    private Mono<ResponseEntity<byte[]>> image(String prompt, ObjectNode query) {
        RequestFields fields = RequestFields.ofTexts(query, PollinationsErrors::invalid);
        fields.allowOnly(PARAMETERS);
        fields.flag("enhance", false);
        fields.flag("transparent", false);
        fields.oneOf("quality", "medium", "low", "medium", "high", "hd");
        if (!Stream.of(fields.text("safe", "false").split(",", -1))
                .allMatch(word -> SAFETY_WORDS.contains(word.strip()))) {
            throw PollinationsErrors.invalid("safe", "unknown category");
        }
        if (FORBIDDEN.matcher(prompt).find()) {
            throw PollinationsErrors.unsafe();
        }
        PictureOrder order = order(prompt, fields);
        boolean repeatable =
                !fields.flag("no-cache", false) && !fields.text("seed", "0").equals("-1");
        String request =
                repeatable ? requestKey(prompt, query) : UUID.randomUUID().toString();
        return cache.findOrMake(request, () -> make(order, imagesIn(fields)))
                .flatMap(this::answer)
                .onErrorMap(
                        e -> e instanceof UndecodableInputException || e instanceof UnreachableInputException,
                        e -> PollinationsErrors.invalid("image", String.valueOf(e.getMessage())));
    }

    private static PictureOrder order(String prompt, RequestFields fields) {
        long width = side(fields, "width");
        long height = side(fields, "height");
        long seed = fields.whole("seed", 0, -1, Integer.MAX_VALUE);
        return new PictureOrder(
                prompt,
                List.of(),
                seed == -1 ? RequestFields.randomSeed() : seed,
                width + ":" + height,
                RequestFields.longSide(width, height),
                Format.JPEG,
                "pollinations");
    }

    /** A size that the model does not make fails there, and is not found to be invalid before. */
    private static long side(RequestFields fields, String name) {
        long side = fields.whole(name, 1024, Long.MIN_VALUE, Long.MAX_VALUE);
        if (side < SMALLEST_SIDE || side > LARGEST_SIDE) {
            throw PollinationsErrors.serverError("Image generation failed: unsupported " + name + " " + side + ".");
        }
        return side;
    }

    private static List<String> imagesIn(RequestFields fields) {
        return fields.has("image") ? List.of(fields.text("image", "").split("[|,]", -1)) : List.of();
    }

    /** The parameters in one order, without those that do not change the image. */
    private static String requestKey(String prompt, ObjectNode query) {
        Map<String, String> sorted = new TreeMap<>();
        query.properties()
                .forEach(field -> sorted.put(field.getKey(), field.getValue().asString()));
        sorted.remove("key");
        sorted.remove("no-cache");
        return prompt + " " + sorted;
    }

    private Mono<StoredFile> make(PictureOrder order, List<String> images) {
        Flux<byte[]> inputs = Flux.fromIterable(images).concatMap(inputFiles::fetch);
        return drawPictures.handle(provider(), List.of(order), inputs).flatMap(drawn -> store(drawn.getFirst()));
    }

    private Mono<StoredFile> store(DrawnPicture drawn) {
        return files.save("pollinations/" + UUID.randomUUID(), drawn.declaredType(), drawn.bytes());
    }

    private Mono<ResponseEntity<byte[]>> answer(StoredFile file) {
        boolean empty = faults.draw(provider(), Moment.RESULT).isPresent();
        return empty
                ? Mono.just(Answers.bytes(MediaType.IMAGE_JPEG_VALUE, new byte[0]))
                : files.readWhole(file).map(bytes -> Answers.bytes(file.contentType(), bytes));
    }
}
