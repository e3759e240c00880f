package studio.atelier.sandbox.telegram.console;

import org.springframework.stereotype.Component;
import studio.atelier.sandbox.telegram.BotCalls;
import studio.atelier.sandbox.telegram.CallbackQueries;
import studio.atelier.sandbox.telegram.Chats;
import studio.atelier.sandbox.telegram.People;
import studio.atelier.sandbox.telegram.PreparedMessages;
import studio.atelier.sandbox.telegram.Updates;

/** Clears chats, calls, languages and undelivered updates; what the bot sets only at its start is kept. */
@Component
public class TelegramReset {

    private final People people;
    private final Chats chats;
    private final BotCalls calls;
    private final CallbackQueries callbackQueries;
    private final PreparedMessages preparedMessages;
    private final Updates updates;

    TelegramReset(
            People people,
            Chats chats,
            BotCalls calls,
            CallbackQueries callbackQueries,
            PreparedMessages preparedMessages,
            Updates updates) {
        this.people = people;
        this.chats = chats;
        this.calls = calls;
        this.callbackQueries = callbackQueries;
        this.preparedMessages = preparedMessages;
        this.updates = updates;
    }

    public void reset() {
        people.clearLanguages();
        chats.clear();
        calls.clear();
        callbackQueries.clear();
        preparedMessages.clear();
        updates.dropPending();
    }
}
