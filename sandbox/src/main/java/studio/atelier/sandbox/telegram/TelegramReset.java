package studio.atelier.sandbox.telegram;

import org.springframework.stereotype.Component;

/** Forgets chats, calls and undelivered updates; the webhook stays, as the bot sets it only at its start. */
@Component
public class TelegramReset {

    private final Chats chats;
    private final BotCalls calls;
    private final CallbackQueries callbackQueries;
    private final Updates updates;

    TelegramReset(Chats chats, BotCalls calls, CallbackQueries callbackQueries, Updates updates) {
        this.chats = chats;
        this.calls = calls;
        this.callbackQueries = callbackQueries;
        this.updates = updates;
    }

    public void reset() {
        chats.clear();
        calls.clear();
        callbackQueries.clear();
        updates.dropPending();
    }
}
