package studio.atelier.sandbox.fault;

/** How the outside world behaves from now on. */
public record FaultPlan(KiePlan kie, TelegramPlan telegram) {

    /** Nothing goes wrong. */
    public static final FaultPlan CALM = new FaultPlan(KiePlan.CALM, TelegramPlan.CALM);
}
