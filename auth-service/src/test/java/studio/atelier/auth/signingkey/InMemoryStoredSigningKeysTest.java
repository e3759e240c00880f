package studio.atelier.auth.signingkey;

class InMemoryStoredSigningKeysTest implements StoredSigningKeysContract {

    private final InMemoryStoredSigningKeys keys = new InMemoryStoredSigningKeys();

    @Override
    public StoredSigningKeys keys() {
        return keys;
    }
}
