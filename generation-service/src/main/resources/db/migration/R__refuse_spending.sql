-- Fails the statement that calls it: the budget has not enough left. The message is the budget's name.
create or replace function refuse_spending(p_budget text)
    returns boolean
    language plpgsql
    volatile
as $$
begin
    raise exception '%', p_budget;
end
$$;
