-- Fails the statement that calls it: the budget has not enough left on this day.
create or replace function refuse_spending(p_day date, p_budget text)
    returns boolean
    language plpgsql
    volatile
as $$
begin
    raise exception '% %', p_day, p_budget;
end
$$;
