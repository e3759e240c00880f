package studio.atelier.platform.consumer;

class InMemoryEventInboxTest implements EventInboxContract {

    private final InMemoryEventInbox inbox = new InMemoryEventInbox(5);

    @Override
    public EventInbox inbox() {
        return inbox;
    }
}
