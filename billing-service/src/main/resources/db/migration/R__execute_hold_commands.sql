-- Executes the commands of a batch: users in the order of their ids, in which every transaction locks accounts, and
-- those of one user in the order given. Returns the outcomes of each command, with its number; the first is 1. If one
-- fails, the statement fails and none has an effect.
--   place    holds, amounts: one or many, all or none
--   capture  holds, amounts: one of each
--   release  holds: one
-- plan_cache_mode: else the queries with array parameters are planned anew for each command.
create or replace function execute_hold_commands(p_commands jsonb, p_now timestamptz, p_zone text, p_free bigint)
        returns table (command_number integer, outcome hold_answer) language plpgsql
        set plan_cache_mode = force_generic_plan as $$
declare
    c record;
begin
    for c in
        select *
          from rows from (jsonb_to_recordset(p_commands) as (
                   kind text, user_id uuid, holds uuid[], amounts bigint[], group_id uuid, unit text, funding text,
                   purpose text, expected_source text, expires_at timestamptz, reason text)) with ordinality
         order by user_id, ordinality
    loop
        case c.kind
            when 'place' then
                return query
                    select c.ordinality::integer, answer
                      from place_holds(
                               c.user_id, c.group_id, c.holds, c.amounts, c.unit, c.funding, c.purpose,
                               c.expected_source, c.expires_at, p_now, p_zone, p_free) answer;
            when 'capture' then
                command_number := c.ordinality;
                outcome := capture_hold(c.user_id, c.holds[1], c.amounts[1], p_now, p_zone, p_free);
                return next;
            when 'release' then
                command_number := c.ordinality;
                outcome := release_hold(c.user_id, c.holds[1], c.reason, p_now, p_zone, p_free);
                return next;
        end case;
    end loop;
end $$;
