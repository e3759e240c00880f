package studio.atelier.sandbox.fault;

/** The behaviour of the stand-ins from now on. */
public record FaultPlan(KiePlan kie, TelegramPlan telegram) {

    /** A plan without faults. */
    public static final FaultPlan CALM = new FaultPlan(KiePlan.CALM, TelegramPlan.CALM);
}
