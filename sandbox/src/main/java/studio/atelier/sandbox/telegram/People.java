package studio.atelier.sandbox.telegram;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.BoundedMap;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.SandboxProperties;

/** The test users: a few with names, and any other by Telegram id. */
@Component
public class People implements Resettable {

    private static final long FIRST_ID = 700_000_001;
    private static final long OPERATOR_ID = 700_000_000;

    private static final int MAX_LANGUAGES = 2000;

    private final Map<Long, Person> named = new LinkedHashMap<>();
    private final Map<Long, String> languages = new BoundedMap<>(MAX_LANGUAGES);
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
        return named.keySet().stream().map(this::byId).toList();
    }

    public Person operator() {
        return byId(operator.telegramId());
    }

    /** The user with this Telegram id; one who is not a named test user gets a name made of the id. */
    public Person byId(long telegramId) {
        Person known = named.get(telegramId);
        Person person = known != null
                ? known
                : new Person(telegramId, "Person " + telegramId, null, "person_" + telegramId, "en", false, false);
        return speakingChosenLanguage(person);
    }

    /** Sets the user's Telegram language; null restores the first one. */
    public Person setLanguage(long telegramId, @Nullable String languageCode) {
        synchronized (languages) {
            languages.remove(telegramId);
            if (languageCode != null) {
                languages.put(telegramId, languageCode);
            }
        }
        return byId(telegramId);
    }

    /** Restores the first language of all users. */
    @Override
    public void reset() {
        synchronized (languages) {
            languages.clear();
        }
    }

    private Person speakingChosenLanguage(Person person) {
        synchronized (languages) {
            String chosen = languages.get(person.telegramId());
            return chosen == null ? person : person.speaking(chosen);
        }
    }
}
