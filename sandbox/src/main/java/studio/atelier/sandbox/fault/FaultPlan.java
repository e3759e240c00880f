package studio.atelier.sandbox.fault;

/** The behaviour of the stand-ins from now on. */
public record FaultPlan(
        KiePlan kie,
        TelegramPlan telegram,
        ProviderPlan openai,
        ProviderPlan pollinations,
        ProviderPlan venice,
        ProviderPlan a1111,
        ProviderPlan replicate) {

    /** A plan without faults. */
    public static final FaultPlan CALM = new FaultPlan(
            KiePlan.CALM,
            TelegramPlan.CALM,
            ProviderPlan.CALM,
            ProviderPlan.CALM,
            ProviderPlan.CALM,
            ProviderPlan.CALM,
            ProviderPlan.CALM);

    public FaultPlan {
        openai.check(ImageProvider.OPENAI);
        pollinations.check(ImageProvider.POLLINATIONS);
        venice.check(ImageProvider.VENICE);
        a1111.check(ImageProvider.A1111);
        replicate.check(ImageProvider.REPLICATE);
    }

    /** The behaviour of one image provider. */
    public ProviderPlan of(ImageProvider provider) {
        return switch (provider) {
            case OPENAI -> openai;
            case POLLINATIONS -> pollinations;
            case VENICE -> venice;
            case A1111 -> a1111;
            case REPLICATE -> replicate;
        };
    }

    FaultPlan with(KiePlan changed) {
        return new FaultPlan(changed, telegram, openai, pollinations, venice, a1111, replicate);
    }

    FaultPlan with(TelegramPlan changed) {
        return new FaultPlan(kie, changed, openai, pollinations, venice, a1111, replicate);
    }

    FaultPlan with(ImageProvider provider, ProviderPlan changed) {
        return switch (provider) {
            case OPENAI -> new FaultPlan(kie, telegram, changed, pollinations, venice, a1111, replicate);
            case POLLINATIONS -> new FaultPlan(kie, telegram, openai, changed, venice, a1111, replicate);
            case VENICE -> new FaultPlan(kie, telegram, openai, pollinations, changed, a1111, replicate);
            case A1111 -> new FaultPlan(kie, telegram, openai, pollinations, venice, changed, replicate);
            case REPLICATE -> new FaultPlan(kie, telegram, openai, pollinations, venice, a1111, changed);
        };
    }
}
