package studio.atelier.auth;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.test.TestSpace;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events committed to the outbox, including published and deleted ones. */
public final class PublishedEvents {

    private final TestSpace space;
    private final JsonMapper json;

    PublishedEvents(TestSpace space, JsonMapper json) {
        this.space = space;
        this.json = json;
    }

    /** An event as stored. */
    public record Published(String type, JsonNode payload) {}

    @EventListener(ApplicationReadyEvent.class)
    void keepCopies() throws SQLException {
        try (Connection connection = space.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table outbox_copy (id bigint, event_type text, record_key text, payload text);
                    create function copy_outbox() returns trigger language plpgsql as $$
                    begin
                        insert into outbox_copy values (new.id, new.event_type, new.record_key, new.payload);
                        return new;
                    end $$;
                    create trigger copy_outbox after insert on outbox for each row execute function copy_outbox();
                    """);
        }
    }

    public List<Published> of(long telegramId) {
        try (Connection connection = space.connect();
                PreparedStatement statement = connection.prepareStatement(
                        "select event_type, payload from outbox_copy where record_key = ? order by id")) {
            statement.setString(1, UserId.ofTelegram(telegramId).toString());
            ResultSet rows = statement.executeQuery();
            List<Published> events = new ArrayList<>();
            while (rows.next()) {
                events.add(new Published(rows.getString(1), json.readTree(rows.getString(2))));
            }
            return events;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<String> typesOf(long telegramId) {
        return of(telegramId).stream().map(Published::type).toList();
    }
}
