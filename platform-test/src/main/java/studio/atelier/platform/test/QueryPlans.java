package studio.atelier.platform.test;

/** How PostgreSQL plans the statements of a test. */
public final class QueryPlans {

    /**
     * Lets PostgreSQL plan anew, and by cost alone, what the transaction executes after this: it reads a table whole
     * where no index is of use. The connections of services do not allow that, which would hide a missing index.
     */
    public static final String BY_COST = """
            select set_config('enable_seqscan', 'on', true), set_config('random_page_cost', '4', true),
                   set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true),
                   set_config('plan_cache_mode', 'force_custom_plan', true)
            """;

    private QueryPlans() {}
}
