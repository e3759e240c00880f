package studio.atelier.sandbox.telegram;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.SandboxProperties;

/** The test people: a handful with names, and anyone else by Telegram id. */
@Component
public class People {

    private static final long FIRST_ID = 700_000_001;
    private static final long OPERATOR_ID = 700_000_000;

    private final Map<Long, Person> named = new LinkedHashMap<>();
    private final Person operator;

    People(SandboxProperties properties) {
        List<Long> admins = properties.telegram().adminIds();
        long operatorId = admins.isEmpty() ? OPERATOR_ID : admins.getFirst();
        operator = new Person(operatorId, "Olena", "Operator", "olena_operator", "en", false, true);
        add(new Person(FIRST_ID, "Anna", "Kovaleva", "anna_k", "ru", false, false));
        add(new Person(FIRST_ID + 1, "Bohdan", "Melnyk", "bohdan_m", "uk", false, false));
        add(new Person(FIRST_ID + 2, "Carol", "Hughes", "carol_h", "en", true, false));
        add(new Person(FIRST_ID + 3, "Dmitry", null, null, "ru", false, false));
        add(operator);
    }

    private void add(Person person) {
        named.put(person.telegramId(), person);
    }

    public List<Person> named() {
        return List.copyOf(named.values());
    }

    public Person operator() {
        return operator;
    }

    /** The person with this Telegram id; one without a name among the test people gets one made of the id. */
    public Person byId(long telegramId) {
        Person known = named.get(telegramId);
        return known != null
                ? known
                : new Person(telegramId, "Person " + telegramId, null, "person_" + telegramId, "en", false, false);
    }
}
