package studio.atelier.sandbox.telegram.console;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.telegram.BotApi;
import studio.atelier.sandbox.telegram.BotCalls;
import studio.atelier.sandbox.telegram.BotCommands;
import studio.atelier.sandbox.telegram.CallbackQueries;
import studio.atelier.sandbox.telegram.ChatMessage;
import studio.atelier.sandbox.telegram.Chats;
import studio.atelier.sandbox.telegram.People;
import studio.atelier.sandbox.telegram.Person;
import studio.atelier.sandbox.telegram.PreparedMessages;
import studio.atelier.sandbox.telegram.Updates;
import tools.jackson.databind.JsonNode;

/** A user's actions in Telegram: sets a language, opens the Mini App, writes to the bot, taps a button. */
@RestController
@RequestMapping("/sandbox/telegram")
class ChatController {

    private final People people;
    private final InitDataIssuer issuer;
    private final InitDataSigner signer;
    private final Chats chats;
    private final BotCommands commands;
    private final Updates updates;
    private final CallbackQueries callbackQueries;
    private final PreparedMessages preparedMessages;
    private final BotApi botApi;
    private final BotCalls calls;
    private final Faults faults;

    ChatController(
            People people,
            InitDataIssuer issuer,
            InitDataSigner signer,
            Chats chats,
            BotCommands commands,
            Updates updates,
            CallbackQueries callbackQueries,
            PreparedMessages preparedMessages,
            BotApi botApi,
            BotCalls calls,
            Faults faults) {
        this.people = people;
        this.issuer = issuer;
        this.signer = signer;
        this.chats = chats;
        this.commands = commands;
        this.updates = updates;
        this.callbackQueries = callbackQueries;
        this.preparedMessages = preparedMessages;
        this.botApi = botApi;
        this.calls = calls;
        this.faults = faults;
    }

    @GetMapping("/people")
    List<Person> people() {
        return people.named();
    }

    @GetMapping("/people/{telegramId}")
    Person person(@PathVariable long telegramId) {
        return people.byId(telegramId);
    }

    /** Sets the user's Telegram language, or with null the first one; initData and updates carry it. */
    @PutMapping("/people/{telegramId}")
    Person setLanguage(@PathVariable long telegramId, @RequestBody @Valid LanguageRequest request) {
        return people.setLanguage(telegramId, request.languageCode());
    }

    @PostMapping("/init-data")
    InitDataIssuer.IssuedInitData initData(@RequestBody InitDataRequest request) {
        return issuer.issue(request);
    }

    @GetMapping("/public-key")
    Map<String, String> publicKey() {
        return Map.of("algorithm", "Ed25519", "publicKey", signer.publicKeyHex());
    }

    @GetMapping("/chats")
    List<Long> chats() {
        return chats.ids();
    }

    @GetMapping("/chats/{telegramId}")
    Chat chat(@PathVariable long telegramId) {
        Person person = people.byId(telegramId);
        Chats.Snapshot snapshot = chats.snapshot(telegramId);
        JsonNode menuButton = snapshot.menuButton() == null ? botApi.menuButton() : snapshot.menuButton();
        return new Chat(
                person,
                faults.telegram().blockedBy().contains(telegramId),
                snapshot.action(),
                menuButton,
                commands.shownTo(person),
                snapshot.messages(),
                preparedMessages.sharedWith(telegramId));
    }

    /** The user writes to the bot. */
    @PostMapping("/chats/{telegramId}/messages")
    Sent write(@PathVariable long telegramId, @RequestBody @Valid WriteRequest request) {
        ChatMessage message = chats.add(telegramId, false, request.text(), null, null, null);
        return new Sent(updates.add("message", botApi.message(telegramId, message)), message.id(), null);
    }

    /** The user taps an inline button under a message of the bot. */
    @PostMapping("/chats/{telegramId}/callbacks")
    Sent tap(@PathVariable long telegramId, @RequestBody @Valid TapRequest request) {
        ChatMessage message = chats.find(telegramId, request.messageId())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such message in this chat"));
        String queryId = callbackQueries.open();
        Map<String, Object> query = new HashMap<>();
        query.put("id", queryId);
        query.put("from", people.byId(telegramId).asUser());
        query.put("message", botApi.message(telegramId, message));
        query.put("chat_instance", Long.toString(telegramId * 31));
        query.put("data", request.data());
        return new Sent(updates.add("callback_query", query), message.id(), queryId);
    }

    /** The bot's answer to a tap; 404 until it has answered. */
    @GetMapping("/callback-queries/{id}")
    CallbackQueries.Answer callbackAnswer(@PathVariable String id) {
        return callbackQueries
                .answer(id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "not answered"));
    }

    @GetMapping("/calls")
    Calls calls(@RequestParam(defaultValue = "100") int limit) {
        return new Calls(calls.counts(), calls.newest(limit, call -> true));
    }

    @GetMapping("/webhook")
    WebhookState webhook() {
        Updates.State state = updates.state();
        return new WebhookState(
                state.webhook() == null ? null : state.webhook().url(), state.pending(), state.lastError());
    }

    record LanguageRequest(
            @Pattern(
                    regexp = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
                    message = "A language is an IETF tag such as uk or pt-br.")
            @Nullable
            String languageCode) {}

    record WriteRequest(
            @NotBlank(message = "There is nothing to send.")
            @Size(max = 4096, message = "A message has at most 4096 characters, as in Telegram.")
            String text) {}

    record TapRequest(
            @NotNull Long messageId,
            @NotBlank @Size(max = 64) String data) {}

    /** The outcome of a user's action: the ids of the update, the message and the tap. */
    record Sent(long updateId, long messageId, @Nullable String callbackQueryId) {}

    /**
     * A user's chat with the bot.
     *
     * @param shared messages of the bot that others shared with this user; they belong to other chats, not to this one
     */
    record Chat(
            Person person,
            boolean blocked,
            @Nullable String action,
            @Nullable JsonNode menuButton,
            @Nullable JsonNode commands,
            List<ChatMessage> messages,
            List<PreparedMessages.SharedMessage> shared) {}

    record Calls(Map<String, Long> counts, List<BotCalls.BotCall> calls) {}

    record WebhookState(
            @Nullable String url, int pending, @Nullable String lastError) {}
}
