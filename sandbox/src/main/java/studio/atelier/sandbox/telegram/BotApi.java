package studio.atelier.sandbox.telegram;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.TelegramFault;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.telegram.ChatMessage.ChatPhoto;
import studio.atelier.sandbox.telegram.Updates.Webhook;
import tools.jackson.databind.JsonNode;

/** The Bot API's methods that Atelier uses, with the checks and error texts of Telegram. */
@Component
public class BotApi {

    private static final int MAX_TEXT = 4096;
    private static final int MAX_CAPTION = 1024;
    private static final int MAX_CALLBACK_ANSWER = 200;
    private static final int MAX_COMMANDS = 100;
    private static final long MAX_DOWNLOAD_BYTES = 20L * 1024 * 1024;
    private static final int MAX_LONG_POLL_SECONDS = 50;
    private static final Set<String> ACTIONS = Set.of(
            "typing",
            "upload_photo",
            "record_video",
            "upload_video",
            "record_voice",
            "upload_voice",
            "upload_document",
            "choose_sticker",
            "find_location",
            "record_video_note",
            "upload_video_note");

    private final Chats chats;
    private final People people;
    private final Photos photos;
    private final TelegramFiles files;
    private final BotCommands commands;
    private final Updates updates;
    private final CallbackQueries callbackQueries;
    private final PreparedMessages preparedMessages;
    private final BotCalls calls;
    private final Faults faults;
    private final SandboxProperties.Telegram settings;
    private final Clock clock;
    private volatile @Nullable JsonNode menuButton;

    BotApi(
            Chats chats,
            People people,
            Photos photos,
            TelegramFiles files,
            BotCommands commands,
            Updates updates,
            CallbackQueries callbackQueries,
            PreparedMessages preparedMessages,
            BotCalls calls,
            Faults faults,
            SandboxProperties properties,
            Clock clock) {
        this.chats = chats;
        this.people = people;
        this.photos = photos;
        this.files = files;
        this.commands = commands;
        this.updates = updates;
        this.callbackQueries = callbackQueries;
        this.preparedMessages = preparedMessages;
        this.calls = calls;
        this.faults = faults;
        this.settings = properties.telegram();
        this.clock = clock;
    }

    /**
     * Calls a method, with the faults of the plan.
     *
     * @return the {@code result}, or an error that is a {@link BotApiException}
     */
    Mono<Object> call(String method, BotParameters parameters) {
        return Mono.defer(() -> withFault(
                        method,
                        parameters,
                        faults.draw(TelegramFault.Moment.CALL).orElse(null)))
                .doOnSuccess(result -> calls.add(method, parameters.text("chat_id"), 200, "ok"))
                .doOnError(
                        BotApiException.class,
                        e -> calls.add(method, parameters.text("chat_id"), e.errorCode(), e.description()))
                .doOnCancel(() -> calls.add(method, parameters.text("chat_id"), 0, "the caller went away"));
    }

    public @Nullable JsonNode menuButton() {
        return menuButton;
    }

    private Mono<Object> withFault(String method, BotParameters parameters, @Nullable TelegramFault fault) {
        return switch (fault) {
            case null -> invoke(method, parameters);
            case TOO_MANY_REQUESTS ->
                Mono.error(BotApiException.tooManyRequests(faults.telegram().retryAfterSeconds()));
            case SERVER_ERROR -> Mono.error(BotApiException.serverError());
            case BLOCKED -> Mono.error(BotApiException.blocked());
            case HANGS -> silence();
            case DONE_BUT_TIMED_OUT -> invoke(method, parameters).then(silence());
            case UPDATE_TWICE, UPDATE_FORGED -> invoke(method, parameters);
        };
    }

    private Mono<Object> silence() {
        return Mono.delay(Duration.ofMillis(faults.telegram().hangMs()))
                .then(Mono.error(BotApiException::notAnsweredInTime));
    }

    private Mono<Object> invoke(String method, BotParameters parameters) {
        return switch (method.toLowerCase(Locale.ROOT)) {
            case "getme" -> now(this::me);
            case "sendmessage" -> now(() -> sendMessage(parameters));
            case "sendphoto" -> sendPhoto(parameters);
            case "editmessagetext" -> now(() -> editText(parameters));
            case "editmessagecaption" -> now(() -> editCaption(parameters));
            case "editmessagemedia" -> editMedia(parameters);
            case "editmessagereplymarkup" -> now(() -> editReplyMarkup(parameters));
            case "deletemessage" -> now(() -> deleteMessage(parameters));
            case "sendchataction" -> now(() -> sendChatAction(parameters));
            case "answercallbackquery" -> now(() -> answerCallbackQuery(parameters));
            case "savepreparedinlinemessage" -> now(() -> preparedMessages.save(parameters));
            case "setmycommands" -> now(() -> setMyCommands(parameters));
            case "setchatmenubutton" -> now(() -> setChatMenuButton(parameters));
            case "setwebhook" -> now(() -> setWebhook(parameters));
            case "deletewebhook" -> now(() -> removeWebhook(parameters));
            case "getwebhookinfo" -> now(this::webhookInfo);
            case "getupdates" -> getUpdates(parameters);
            case "getfile" -> now(() -> getFile(parameters));
            default -> Mono.error(BotApiException.methodNotFound());
        };
    }

    private static Mono<Object> now(Supplier<Object> result) {
        return Mono.fromSupplier(result);
    }

    private Object me() {
        return Map.of(
                "id", settings.botId(),
                "is_bot", true,
                "first_name", "Atelier",
                "username", settings.botUsername(),
                "can_join_groups", false,
                "can_read_all_group_messages", false,
                "supports_inline_queries", false,
                "has_main_web_app", true);
    }

    private Object sendMessage(BotParameters parameters) {
        long chatId = writableChat(parameters);
        String text = checkedText(parameters, parameters.text("text"), MAX_TEXT, "message text is empty");
        JsonNode markup = checkedMarkup(parameters);
        return message(chatId, chats.add(chatId, true, text, parameters.text("parse_mode"), null, markup));
    }

    private Mono<Object> sendPhoto(BotParameters parameters) {
        return Mono.defer(() -> {
            long chatId = writableChat(parameters);
            String caption = checkedText(parameters, parameters.text("caption"), MAX_CAPTION, "");
            JsonNode markup = checkedMarkup(parameters);
            return photos.resolve("photo", parameters.text("photo"), parameters)
                    .map(photo -> message(
                            chatId, chats.add(chatId, true, caption, parameters.text("parse_mode"), photo, markup)));
        });
    }

    private Object editText(BotParameters parameters) {
        long chatId = writableChat(parameters);
        ChatMessage present = ownMessage(chatId, parameters);
        if (present.photo() != null) {
            throw BotApiException.badRequest("there is no text in the message to edit");
        }
        String text = checkedText(parameters, parameters.text("text"), MAX_TEXT, "message text is empty");
        return replace(chatId, present, text, parameters.text("parse_mode"), null, checkedMarkup(parameters));
    }

    private Object editCaption(BotParameters parameters) {
        long chatId = writableChat(parameters);
        ChatMessage present = ownMessage(chatId, parameters);
        if (present.photo() == null) {
            throw BotApiException.badRequest("there is no caption in the message to edit");
        }
        String caption = checkedText(parameters, parameters.text("caption"), MAX_CAPTION, "");
        return replace(
                chatId, present, caption, parameters.text("parse_mode"), present.photo(), checkedMarkup(parameters));
    }

    private Mono<Object> editMedia(BotParameters parameters) {
        return Mono.defer(() -> {
            long chatId = writableChat(parameters);
            ChatMessage present = ownMessage(chatId, parameters);
            JsonNode media = parameters.object("media");
            if (media == null || !"photo".equals(media.path("type").asString(""))) {
                throw BotApiException.badRequest("input media is not specified or is not a photo");
            }
            String parseMode = media.path("parse_mode").asString(null);
            String caption = checked(media.path("caption").asString(""), parseMode, MAX_CAPTION, "");
            JsonNode markup = checkedMarkup(parameters);
            return photos.resolve("media", media.path("media").asString(null), parameters)
                    .map(photo -> replace(chatId, present, caption, parseMode, photo, markup));
        });
    }

    private Object editReplyMarkup(BotParameters parameters) {
        long chatId = writableChat(parameters);
        ChatMessage present = ownMessage(chatId, parameters);
        return replace(
                chatId, present, present.text(), present.parseMode(), present.photo(), checkedMarkup(parameters));
    }

    private Object replace(
            long chatId,
            ChatMessage present,
            String text,
            @Nullable String parseMode,
            @Nullable ChatPhoto photo,
            @Nullable JsonNode markup) {
        boolean same = text.equals(present.text())
                && Objects.equals(photo, present.photo())
                && Objects.equals(markup, present.replyMarkup());
        if (same) {
            throw BotApiException.badRequest("message is not modified: specified new message content and reply markup"
                    + " are exactly the same as a current content and reply markup of the message");
        }
        ChatMessage changed = present.edited(clock.instant(), text, parseMode, photo, markup);
        return message(chatId, chats.replace(chatId, changed));
    }

    private Object deleteMessage(BotParameters parameters) {
        long chatId = reachableChat(parameters);
        if (!chats.remove(chatId, parameters.number("message_id").orElse(0))) {
            throw BotApiException.badRequest("message to delete not found");
        }
        return true;
    }

    private Object sendChatAction(BotParameters parameters) {
        long chatId = reachableChat(parameters);
        String action = parameters.requiredText("action", "wrong parameter action in request");
        if (!ACTIONS.contains(action)) {
            throw BotApiException.badRequest("wrong parameter action in request");
        }
        chats.show(chatId, action);
        return true;
    }

    private Object answerCallbackQuery(BotParameters parameters) {
        String id = parameters.requiredText("callback_query_id", "callback_query_id is empty");
        String text = parameters.text("text");
        if (text != null && text.length() > MAX_CALLBACK_ANSWER) {
            throw BotApiException.badRequest("MESSAGE_TOO_LONG");
        }
        if (!callbackQueries.answer(id, text == null ? "" : text, parameters.flag("show_alert"))) {
            throw BotApiException.badRequest("query is too old and response timeout expired or query ID is invalid");
        }
        return true;
    }

    private Object setMyCommands(BotParameters parameters) {
        JsonNode list = parameters.object("commands");
        if (list == null || !list.isArray() || list.size() > MAX_COMMANDS) {
            throw BotApiException.badRequest("can't parse list of bot commands");
        }
        for (JsonNode command : list) {
            if (!command.path("command").asString("").matches("/?[a-z0-9_]{1,32}")) {
                throw BotApiException.badRequest("BOT_COMMAND_INVALID");
            }
            int length = command.path("description").asString("").length();
            if (length < 1 || length > 256) {
                throw BotApiException.badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
            }
        }
        commands.set(parameters.object("scope"), parameters.text("language_code"), list);
        return true;
    }

    private Object setChatMenuButton(BotParameters parameters) {
        JsonNode button = parameters.object("menu_button");
        if (button != null && "web_app".equals(button.path("type").asString(""))) {
            Keyboards.checkWebApp(button.path("web_app").path("url").asString(""));
        }
        if (button != null && parameters.number("chat_id").isPresent()) {
            chats.setMenuButton(parameters.chatId(), button);
        } else {
            menuButton = button;
        }
        return true;
    }

    private Object setWebhook(BotParameters parameters) {
        String url = parameters.text("url");
        if (url == null || url.isEmpty()) {
            return removeWebhook(parameters);
        }
        String secret = parameters.text("secret_token");
        if (secret != null && !secret.matches("[A-Za-z0-9_-]{1,256}")) {
            throw BotApiException.badRequest("secret token contains unallowed characters");
        }
        if (!url.startsWith("https://") && !url.startsWith("http://")) {
            throw BotApiException.badRequest("bad webhook: An HTTPS URL must be provided for webhook");
        }
        int connections = (int) parameters.number("max_connections").orElse(40);
        updates.setWebhook(new Webhook(url, secret, connections), parameters.flag("drop_pending_updates"));
        return true;
    }

    private Object removeWebhook(BotParameters parameters) {
        updates.setWebhook(null, parameters.flag("drop_pending_updates"));
        return true;
    }

    private Object webhookInfo() {
        Updates.State state = updates.state();
        Webhook webhook = state.webhook();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("url", webhook == null ? "" : webhook.url());
        info.put("has_custom_certificate", false);
        info.put("pending_update_count", state.pending());
        if (webhook != null) {
            info.put("max_connections", webhook.maxConnections());
        }
        Instant failedAt = state.lastErrorAt();
        String error = state.lastError();
        if (failedAt != null && error != null) {
            info.put("last_error_date", failedAt.getEpochSecond());
            info.put("last_error_message", error);
        }
        return info;
    }

    private Mono<Object> getUpdates(BotParameters parameters) {
        long offset = parameters.number("offset").orElse(0);
        int limit = Math.clamp(parameters.number("limit").orElse(100), 1, 100);
        long waitSeconds = Math.clamp(parameters.number("timeout").orElse(0), 0, MAX_LONG_POLL_SECONDS);
        return Mono.defer(() -> {
            List<Updates.Update> present = updates.take(offset, limit);
            if (!present.isEmpty() || waitSeconds == 0) {
                return Mono.just(asJson(present));
            }
            Mono<?> somethingNew = updates.changes().next();
            return Mono.firstWithSignal(Mono.delay(Duration.ofSeconds(waitSeconds)), somethingNew)
                    .then(Mono.fromSupplier(() -> asJson(updates.take(offset, limit))));
        });
    }

    private static Object asJson(List<Updates.Update> updates) {
        return updates.stream().map(Updates.Update::asJson).toList();
    }

    private Object getFile(BotParameters parameters) {
        String fileId = parameters.requiredText("file_id", "file_id is empty");
        StoredFile file = files.find(fileId)
                .orElseThrow(() -> BotApiException.badRequest("wrong file_id or the file is temporarily unavailable"));
        if (file.sizeBytes() > MAX_DOWNLOAD_BYTES) {
            throw BotApiException.badRequest("file is too big");
        }
        return Map.of(
                "file_id", fileId,
                "file_unique_id", TelegramFiles.uniqueId(fileId),
                "file_size", file.sizeBytes(),
                "file_path", TelegramFiles.path(fileId, file));
    }

    private long reachableChat(BotParameters parameters) {
        long chatId = parameters.chatId();
        if (chatId <= 0) {
            throw BotApiException.badRequest("chat not found");
        }
        if (faults.telegram().blockedBy().contains(chatId)) {
            throw BotApiException.blocked();
        }
        return chatId;
    }

    private long writableChat(BotParameters parameters) {
        long chatId = reachableChat(parameters);
        int seconds = faults.telegram().rateLimit() ? chats.secondsUntilRoom(chatId) : 0;
        if (seconds > 0) {
            throw BotApiException.tooManyRequests(seconds);
        }
        return chatId;
    }

    private ChatMessage ownMessage(long chatId, BotParameters parameters) {
        long messageId = parameters
                .number("message_id")
                .orElseThrow(() -> BotApiException.badRequest("message identifier is not specified"));
        ChatMessage present = chats.find(chatId, messageId)
                .orElseThrow(() -> BotApiException.badRequest("message to edit not found"));
        if (!present.fromBot()) {
            throw BotApiException.badRequest("message can't be edited");
        }
        return present;
    }

    private static String checkedText(
            BotParameters parameters, @Nullable String text, int maxLength, String complaintWhenEmpty) {
        return checked(text == null ? "" : text, parameters.text("parse_mode"), maxLength, complaintWhenEmpty);
    }

    private static String checked(String text, @Nullable String parseMode, int maxLength, String complaintWhenEmpty) {
        String plain = plain(text, parseMode);
        if (plain.isBlank() && !complaintWhenEmpty.isEmpty()) {
            throw BotApiException.badRequest(complaintWhenEmpty);
        }
        if (plain.length() > maxLength) {
            throw BotApiException.badRequest(
                    maxLength == MAX_TEXT ? "message is too long" : "message caption is too long");
        }
        return text;
    }

    private static String plain(String text, @Nullable String parseMode) {
        if (parseMode == null || parseMode.isEmpty()) {
            return text;
        }
        return switch (parseMode.toLowerCase(Locale.ROOT)) {
            case "html" -> HtmlText.plain(text);
            case "markdownv2", "markdown" -> text;
            default -> throw BotApiException.badRequest("unsupported parse_mode");
        };
    }

    /** The caption of what a user sends; empty if there is none. */
    public static String checkedCaption(@Nullable String caption) {
        return checked(caption == null ? "" : caption, null, MAX_CAPTION, "");
    }

    private static @Nullable JsonNode checkedMarkup(BotParameters parameters) {
        JsonNode markup = parameters.object("reply_markup");
        Keyboards.check(markup);
        return markup;
    }

    /** The {@code OutgoingMessage} object. */
    public Map<String, Object> message(long chatId, ChatMessage message) {
        Person person = people.byId(chatId);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("message_id", message.id());
        json.put("from", message.fromBot() ? me() : person.asUser());
        json.put("chat", person.asChat());
        json.put("date", message.at().getEpochSecond());
        Instant editedAt = message.editedAt();
        if (editedAt != null) {
            json.put("edit_date", editedAt.getEpochSecond());
        }
        String plain = plain(message.text(), message.parseMode());
        if (message.mediaGroupId() != null) {
            json.put("media_group_id", message.mediaGroupId());
        }
        ChatPhoto photo = message.photo();
        Attachment attachment = message.attachment();
        if (photo != null) {
            json.put("photo", sizes(photo));
        }
        if (attachment != null) {
            json.put(attachment.kind(), attachment.content());
        }
        if (photo == null && attachment == null) {
            json.put("text", plain);
        } else if (!plain.isEmpty()) {
            json.put("caption", plain);
        }
        if (!message.fromBot() && json.containsKey("text") && plain.startsWith("/")) {
            int end = plain.indexOf(' ') < 0 ? plain.length() : plain.indexOf(' ');
            json.put("entities", List.of(Map.of("type", "bot_command", "offset", 0, "length", end)));
        }
        JsonNode markup = message.replyMarkup();
        if (markup != null && markup.has("inline_keyboard")) {
            json.put("reply_markup", markup);
        }
        return json;
    }

    private static List<Map<String, Object>> sizes(ChatPhoto photo) {
        return List.of(Map.of(
                "file_id", photo.fileId(),
                "file_unique_id", photo.uniqueId(),
                "width", photo.width(),
                "height", photo.height(),
                "file_size", photo.sizeBytes()));
    }
}
