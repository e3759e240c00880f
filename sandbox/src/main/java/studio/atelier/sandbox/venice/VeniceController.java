package studio.atelier.sandbox.venice;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
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
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stands in for {@code https://api.venice.ai/api/v1}: images come as Base64 or as the body. */
@RestController
@RequestMapping("/venice/api/v1")
class VeniceController implements StandIn {

    private static final Set<String> GENERATE_FIELDS = Set.of(
            "model",
            "prompt",
            "negative_prompt",
            "width",
            "height",
            "aspect_ratio",
            "resolution",
            "format",
            "safe_mode",
            "hide_watermark",
            "return_binary",
            "variants",
            "cfg_scale",
            "steps",
            "seed",
            "style_preset",
            "lora_strength",
            "quality",
            "enhance_prompt",
            "enable_web_search",
            "embed_exif_metadata",
            "style_references");
    private static final Set<String> EDIT_FIELDS =
            Set.of("image", "prompt", "model", "modelId", "aspect_ratio", "resolution", "output_format", "safe_mode");
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)\\bforbidden\\b");
    private static final int MAX_PROMPT = 7500;
    private static final int MAX_EDIT_PROMPT = 32_768;
    private static final int MAX_SIDE = 1280;
    private static final int MAX_SEED = 999_999_999;

    private final AnswerCall answerCall;
    private final DrawPictures drawPictures;
    private final VeniceAccount account;
    private final InputFiles inputFiles;
    private final Faults faults;
    private final Clock clock;
    private final String apiKey;

    VeniceController(
            AnswerCall answerCall,
            DrawPictures drawPictures,
            VeniceAccount account,
            InputFiles inputFiles,
            Faults faults,
            Clock clock,
            SandboxProperties properties) {
        this.answerCall = answerCall;
        this.drawPictures = drawPictures;
        this.account = account;
        this.inputFiles = inputFiles;
        this.faults = faults;
        this.clock = clock;
        this.apiKey = properties.venice().apiKey();
    }

    @Override
    public ImageProvider provider() {
        return ImageProvider.VENICE;
    }

    @Override
    public boolean isAuthorized(ServerHttpRequest request) {
        return StandIn.hasBearer(request, apiKey);
    }

    @Override
    public ProviderRefusal refusal(ProviderFault fault) {
        return VeniceErrors.of(fault);
    }

    @Override
    public Optional<ProviderRefusal> refusalOfAll() {
        return account.isBlocked() ? Optional.of(VeniceErrors.tooManyFailures()) : Optional.empty();
    }

    @Override
    public void answered(int status) {
        if (status >= 400) {
            account.countFailure();
        }
    }

    @PostMapping("/image/generate")
    Mono<ResponseEntity<byte[]>> generate(
            ServerWebExchange exchange, @RequestBody(required = false) byte @Nullable [] body) {
        ObjectNode fields = RequestFields.objectIn(body);
        return answerCall.handle(this, new ReceivedCall(exchange, "generate", fields), () -> {
            checkContentType(exchange);
            return generate(RequestFields.ofJson(fields, VeniceErrors::invalid));
        });
    }

    @PostMapping("/image/edit")
    Mono<ResponseEntity<byte[]>> edit(
            ServerWebExchange exchange, @RequestBody(required = false) byte @Nullable [] body) {
        ObjectNode fields = RequestFields.objectIn(body);
        return answerCall.handle(this, new ReceivedCall(exchange, "edit", fields), () -> {
            checkContentType(exchange);
            String image = fields.path("image").asString("");
            return edit(
                    RequestFields.ofJson(fields, VeniceErrors::invalid),
                    () -> inputFiles.fetch(image.matches("(?s)(https?|data):.*") ? image : "data:," + image));
        });
    }

    @PostMapping(path = "/image/edit", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    Mono<ResponseEntity<byte[]>> editForm(ServerWebExchange exchange) {
        return exchange.getMultipartData().flatMap(parts -> {
            ObjectNode fields = Forms.fieldsOf(parts);
            Part image = parts.getFirst("image");
            return answerCall.handle(
                    this,
                    new ReceivedCall(exchange, "edit", fields),
                    () -> edit(
                            RequestFields.ofTexts(fields, VeniceErrors::invalid),
                            () -> image instanceof FilePart file ? Forms.bytesOf(file) : Mono.empty()));
        });
    }

    @GetMapping("/billing/balance")
    Mono<ResponseEntity<byte[]>> balance(ServerWebExchange exchange) {
        ReceivedCall call = new ReceivedCall(exchange, "balance", JsonNodeFactory.instance.objectNode());
        return answerCall.handleWithoutFaults(
                this,
                call,
                () -> Mono.fromSupplier(() -> Answers.json(
                        200,
                        Map.of(
                                "canConsume",
                                account.usd().signum() > 0,
                                "consumptionCurrency",
                                "USD",
                                "balances",
                                Map.of("diem", 0, "usd", account.usd()),
                                "diemEpochAllocation",
                                0))));
    }

    private static void checkContentType(ServerWebExchange exchange) {
        MediaType type = exchange.getRequest().getHeaders().getContentType();
        if (type == null || !type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            throw VeniceErrors.wrongContentType();
        }
    }

    private Mono<ResponseEntity<byte[]>> generate(RequestFields fields) {
        fields.allowOnly(GENERATE_FIELDS);
        VeniceModel model = VeniceModel.find(fields.requiredText("model", MAX_PROMPT), false);
        PictureOrder first = generateOrder(fields);
        boolean binary = fields.flag("return_binary", false);
        long variants = fields.whole("variants", 1, 1, 4);
        if (binary && variants > 1) {
            throw VeniceErrors.invalid("variants", "variants needs return_binary false");
        }
        List<PictureOrder> orders = LongStream.range(0, variants)
                .mapToObj(i -> new PictureOrder(
                        first.prompt(),
                        List.of(),
                        first.seed() + i,
                        first.aspectRatio(),
                        first.longSide(),
                        first.format(),
                        first.label()))
                .toList();
        long startMs = clock.millis();
        return draw(model, orders, Flux.empty())
                .map(drawn -> binary ? binary(drawn.getFirst()) : json(drawn, clock.millis() - startMs));
    }

    private PictureOrder generateOrder(RequestFields fields) {
        String prompt = safePrompt(fields, MAX_PROMPT);
        if (fields.has("negative_prompt")) {
            fields.requiredText("negative_prompt", MAX_PROMPT);
        }
        fields.flag("safe_mode", true);
        fields.flag("hide_watermark", false);
        fields.flag("enhance_prompt", false);
        fields.flag("embed_exif_metadata", false);
        fields.number("cfg_scale", 7, Double.MIN_VALUE, 20);
        fields.whole("steps", 8, 1, 50);
        fields.whole("lora_strength", 50, 0, 100);
        fields.oneOf("quality", "medium", "low", "medium", "high");
        long seed = fields.whole("seed", 0, -MAX_SEED, MAX_SEED);
        long width = fields.whole("width", 1024, 1, MAX_SIDE);
        long height = fields.whole("height", 1024, 1, MAX_SIDE);
        String ratio = ratio(fields, width + ":" + height);
        return new PictureOrder(
                prompt,
                List.of(),
                seed == 0 ? RequestFields.randomSeed() : seed,
                ratio,
                fields.has("resolution") ? resolution(fields) : RequestFields.longSide(width, height),
                format(fields, "format", "webp"),
                "venice");
    }

    private Mono<ResponseEntity<byte[]>> edit(RequestFields fields, Supplier<Mono<byte[]>> image) {
        fields.allowOnly(EDIT_FIELDS);
        VeniceModel model = VeniceModel.find(fields.text("model", fields.text("modelId", "firered-image-edit")), true);
        if (!fields.has("image")) {
            throw VeniceErrors.invalid("image", "Required");
        }
        fields.flag("safe_mode", true);
        String prompt = safePrompt(fields, MAX_EDIT_PROMPT);
        PictureOrder order = new PictureOrder(
                prompt,
                List.of(),
                PictureOrder.seedIn(prompt).orElseGet(RequestFields::randomSeed),
                ratio(fields, "auto"),
                resolution(fields),
                format(fields, "output_format", "png"),
                "venice");
        return draw(model, List.of(order), Flux.defer(image)).map(drawn -> binary(drawn.getFirst()));
    }

    private static String safePrompt(RequestFields fields, int most) {
        String prompt = fields.requiredText("prompt", most);
        if (FORBIDDEN.matcher(prompt).find()) {
            throw VeniceErrors.contentPolicyViolation();
        }
        return prompt;
    }

    private static String ratio(RequestFields fields, String absent) {
        String ratio = fields.text("aspect_ratio", absent);
        if (!ratio.equals("auto") && !ratio.matches("[1-9]\\d{0,3}:[1-9]\\d{0,3}")) {
            throw VeniceErrors.invalid("aspect_ratio", "Invalid aspect ratio");
        }
        return ratio;
    }

    private static int resolution(RequestFields fields) {
        return switch (fields.oneOf("resolution", "1K", "1K", "2K", "4K")) {
            case "4K" -> 2048;
            case "2K" -> 1536;
            default -> 1024;
        };
    }

    private static Format format(RequestFields fields, String field, String absent) {
        String format = fields.oneOf(field, absent, "jpeg", "png", "webp");
        if (format.equals("webp")) {
            throw VeniceErrors.invalid(field, "The sandbox draws jpeg and png only; webp is the default");
        }
        return Format.named(format);
    }

    private Mono<List<DrawnPicture>> draw(VeniceModel model, List<PictureOrder> orders, Flux<byte[]> inputs) {
        if (faults.of(provider()).accountLimit() && !account.admitsImage()) {
            throw VeniceErrors.rateLimitExceeded();
        }
        BigDecimal price = model.usd().multiply(BigDecimal.valueOf(orders.size()));
        if (account.usd().compareTo(price) < 0) {
            throw VeniceErrors.noBalance();
        }
        return drawPictures
                .handle(provider(), orders, inputs)
                .doOnNext(drawn -> account.spend(price))
                .onErrorMap(
                        e -> e instanceof UndecodableInputException || e instanceof UnreachableInputException,
                        e -> VeniceErrors.invalid("image", String.valueOf(e.getMessage())));
    }

    private ResponseEntity<byte[]> json(List<DrawnPicture> drawn, long tookMs) {
        ProviderFault fault = faults.draw(provider(), Moment.RESULT).orElse(null);
        List<String> images = fault == ProviderFault.EMPTY_RESULT
                ? List.of()
                : drawn.stream().map(DrawnPicture::base64).toList();
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("id", "generate-image-" + UUID.randomUUID());
        body.put("images", images);
        body.put("request", null);
        body.put(
                "timing",
                Map.of(
                        "total",
                        tookMs,
                        "inferenceDuration",
                        tookMs,
                        "inferenceQueueTime",
                        0,
                        "inferencePreprocessingTime",
                        0));
        return drawn.getFirst().declareIn(withHeaders(Answers.json(200, body), fault));
    }

    private ResponseEntity<byte[]> binary(DrawnPicture drawn) {
        ProviderFault fault = faults.draw(provider(), Moment.RESULT).orElse(null);
        byte[] bytes = fault == ProviderFault.EMPTY_RESULT ? new byte[0] : drawn.bytes();
        return withHeaders(Answers.bytes(drawn.declaredType(), bytes), fault);
    }

    private ResponseEntity<byte[]> withHeaders(ResponseEntity<byte[]> answer, @Nullable ProviderFault fault) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("x-venice-is-blurred", fault == ProviderFault.BLURRED);
        headers.put("x-venice-is-content-violation", fault == ProviderFault.CONTENT_VIOLATION);
        headers.put("x-venice-balance-usd", account.usd());
        headers.put("x-ratelimit-limit-requests", VeniceAccount.IMAGES_PER_MINUTE);
        headers.put("x-ratelimit-remaining-requests", account.imagesLeft());
        headers.put("x-ratelimit-reset-requests", clock.instant().getEpochSecond() + 60);
        ResponseEntity<byte[]> complete = answer;
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            complete = Answers.with(complete, header.getKey(), header.getValue().toString());
        }
        return complete;
    }
}
