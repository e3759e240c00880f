package studio.atelier.violation.first;

import java.time.Instant;
import java.util.Date;
import org.apache.kafka.common.TopicPartition;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.neighbour.Neighbour;
import studio.atelier.violation.second.Second;

public class First {

    @Autowired
    Neighbour neighbour;

    @Value("${setting}")
    String setting;

    Second second;
    Date date = Date.from(Instant.now());

    String waits() throws InterruptedException {
        Thread.sleep(1);
        System.out.println(setting);
        return Mono.just("late").block();
    }

    public record Nested(TopicPartition partition) {}

    @Service
    static class OtherStereotype {}

    @Component
    static class HiddenSql {

        DatabaseClient database;

        DatabaseClient.GenericExecuteSpec readTwoClocks() {
            return database.sql("delete from lease where ends_at < :now and begun_at < now()");
        }
    }
}
